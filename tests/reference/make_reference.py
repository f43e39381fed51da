"""Writes reference.json: values that PyTorch computes, with which the tests compare Lemida's.

Run: pip install torch numpy; python make_reference.py > reference.json

Activations are in the order [n, h, w, c] and convolution weights [out, k, k, in], as Lemida keeps them.
"""

import json
import sys

import torch

torch.manual_seed(0)
torch.set_num_threads(1)


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.detach().double().flatten().tolist()]


def nhwc(tensor):
    return numbers(tensor.permute(0, 2, 3, 1).contiguous())


def convolution(channels, size, out, kernel, stride, padding, dilation, same):
    """`padding` is what PyTorch is told; `same` is how Lemida names it."""
    x = torch.randn(2, channels, *size, requires_grad=True)
    layer = torch.nn.Conv2d(channels, out, kernel, stride, padding, dilation)
    y = layer(x)
    dy = torch.randn_like(y)
    y.backward(dy)
    return {
        "input_shape": [channels, *size],
        "channels": out,
        "kernel": kernel,
        "stride": stride,
        "dilation": dilation,
        "padding": "same" if same else "valid",
        "x": nhwc(x),
        "weight": nhwc(layer.weight),
        "bias": numbers(layer.bias),
        "y": nhwc(y),
        "dy": nhwc(dy),
        "dx": nhwc(x.grad),
        "dweight": nhwc(layer.weight.grad),
        "dbias": numbers(layer.bias.grad),
    }


def batch_norm():
    layer = torch.nn.BatchNorm2d(3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([1.5, -0.7, 0.2]))
        layer.bias.copy_(torch.tensor([0.1, 2.0, -1.0]))
    steps = []
    for _ in range(2):
        x = (2 * torch.randn(2, 3, 4, 5) + 1).requires_grad_()
        y = layer(x)
        dy = torch.randn_like(y)
        layer.zero_grad()
        y.backward(dy)
        steps.append({
            "x": nhwc(x), "y": nhwc(y), "dy": nhwc(dy), "dx": nhwc(x.grad),
            "dscale": numbers(layer.weight.grad), "dshift": numbers(layer.bias.grad),
            "running_mean": numbers(layer.running_mean),
            "running_variance": numbers(layer.running_var),
        })
    layer.eval()
    x = torch.randn(1, 3, 4, 5)
    return {
        "input_shape": [3, 4, 5],
        "scale": numbers(layer.weight), "shift": numbers(layer.bias),
        "train": steps,
        "evaluate": {"x": nhwc(x), "y": nhwc(layer(x))},
    }


def layer_case(name, settings, shape, layer, arrays, x=None):
    """One layer on a batch of two. `arrays` names its parameters as Lemida does, each with the tensor and how it is laid out there."""
    grown = x is None
    x = torch.randn(2, *shape) if grown else x
    x.requires_grad_(grown)
    y = layer(x)
    dy = torch.randn_like(y)
    y.backward(dy)
    def lay(tensor):
        return nhwc(tensor) if tensor.dim() == 4 else numbers(tensor)
    return {
        "layer": name, "settings": settings, "input_shape": shape,
        "x": lay(x), "y": lay(y), "dy": lay(dy), "dx": lay(x.grad) if grown else [],
        "arrays": [{"name": key, "values": numbers(turn(own)), "gradient": numbers(turn(own.grad))} for key, own, turn in arrays],
    }


def same(tensor):
    return tensor


def randomized(layer):
    """Constant first values hide mistakes."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.add_(0.5 * torch.randn_like(parameter))
    return layer


def layers():
    nn = torch.nn
    cases = [
        layer_case("gelu", {}, [3, 4, 5], nn.GELU(), []),
        layer_case("silu", {}, [3, 4, 5], nn.SiLU(), []),
        layer_case("softmax", {}, [4, 3, 2], nn.Softmax(dim=1), []),
        layer_case("global-average-pool", {}, [3, 4, 5], nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), []),
    ]
    prelu = randomized(nn.PReLU(3))
    cases.append(layer_case("prelu", {}, [3, 4, 5], prelu, [("slope", prelu.weight, same)]))
    group = randomized(nn.GroupNorm(2, 6))
    cases.append(layer_case("group-norm", {"groups": 2}, [6, 4, 5], group, [("scale", group.weight, same), ("shift", group.bias, same)]))
    instance = randomized(nn.InstanceNorm2d(3, affine=True))
    cases.append(layer_case("instance-norm", {}, [3, 4, 5], instance, [("scale", instance.weight, same), ("shift", instance.bias, same)]))
    norm = randomized(nn.LayerNorm(5))
    by_pixel = lambda x: norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    cases.append(layer_case("layer-norm", {}, [5, 3, 4], by_pixel, [("scale", norm.weight, same), ("shift", norm.bias, same)]))
    for kernel, stride, padding in [(4, 2, 1), (2, 2, 0), (3, 1, 1)]:
        spread = nn.ConvTranspose2d(3, 2, kernel, stride, padding)
        lay = lambda tensor: tensor.permute(0, 2, 3, 1)
        cases.append(layer_case(
            "transposed-conv", {"channels": 2, "kernel": kernel, "stride": stride}, [3, 4, 5], spread,
            [("weight", spread.weight, lay), ("bias", spread.bias, same)]))
    vectors = nn.Embedding(7, 4)
    tokens = torch.tensor([[[[0, 3, 6, 3, 1]]], [[[2, 2, 5, 0, 6]]]], dtype=torch.float32)
    look_up = lambda x: vectors(x.long().squeeze(1)).permute(0, 3, 1, 2)
    cases.append(layer_case("embedding", {"tokens": 7, "channels": 4}, [1, 1, 5], look_up, [("vectors", vectors.weight, same)], tokens))
    for causal in [False, True]:
        attention = randomized(nn.MultiheadAttention(8, 2, batch_first=True))
        def attend(x):
            row = x.flatten(2).transpose(1, 2)
            mask = torch.triu(torch.ones(row.shape[1], row.shape[1], dtype=torch.bool), 1) if causal else None
            answer, _ = attention(row, row, row, attn_mask=mask)
            return answer.transpose(1, 2).reshape(x.shape)
        cases.append(layer_case(
            "self-attention", {"heads": 2, "causal": causal}, [8, 2, 3], attend,
            [("query_key_value", attention.in_proj_weight, same), ("query_key_value_bias", attention.in_proj_bias, same),
             ("answer", attention.out_proj.weight, same), ("answer_bias", attention.out_proj.bias, same)]))
    return cases


def optimizer(make, **settings):
    """Ten steps on a vector of six numbers; the gradients are given, not computed."""
    weights = torch.nn.Parameter(torch.tensor([0.5, -1.0, 2.0, 0.0, 1e-3, -3.0]))
    start = numbers(weights)
    rule = make([weights], **settings)
    gradients, after = [], []
    for step in range(10):
        # The last gradient is zero throughout: weights that never feel a gradient must stay (or only decay).
        gradient = torch.randn(6) * torch.tensor([1.0, 0.1, 10.0, 1e-3, 1.0, 0.0])
        weights.grad = gradient.clone()
        rule.step()
        gradients.append(numbers(gradient))
        after.append(numbers(weights))
    return {"settings": settings, "start": start, "gradients": gradients, "after": after}


optim = torch.optim
reference = {
    "made_with": f"PyTorch {torch.__version__}",
    "convolutions": [
        convolution(2, (6, 7), 3, 3, 1, 1, 1, True),
        convolution(16, (5, 9), 17, 3, 1, 1, 1, True),
        convolution(2, (7, 8), 3, 3, 2, 1, 1, True),
        convolution(3, (9, 8), 2, 5, 1, 4, 2, True),
        convolution(2, (7, 6), 2, 4, 1, "same", 1, True),
        convolution(2, (11, 9), 3, 4, 3, 0, 1, False),
        convolution(3, (8, 8), 2, 3, 1, 0, 2, False),
        convolution(3, (5, 4), 4, 1, 1, 0, 1, True),
    ],
    "batch_norm": batch_norm(),
    # Names of settings are PyTorch's. "alpha" is RMSprop's decay of squares, "betas" are Adam's decays of gradients and squares.
    "optimizers": {
        "sgd": optimizer(optim.SGD, lr=0.1),
        "sgd_decay": optimizer(optim.SGD, lr=0.1, weight_decay=0.01),
        "momentum": optimizer(optim.SGD, lr=0.1, momentum=0.9),
        "nesterov": optimizer(optim.SGD, lr=0.1, momentum=0.9, nesterov=True),
        "rmsprop": optimizer(optim.RMSprop, lr=0.01, alpha=0.99, eps=1e-8),
        "adam": optimizer(optim.Adam, lr=0.001, betas=(0.9, 0.999), eps=1e-8),
        "adamw": optimizer(optim.AdamW, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
    },
}
# Last, so that the numbers above stay those of earlier versions.
reference["layers"] = layers()
json.dump(reference, sys.stdout, indent=None, separators=(",", ":"))
sys.stdout.write("\n")
