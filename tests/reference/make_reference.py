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
json.dump(reference, sys.stdout, indent=None, separators=(",", ":"))
sys.stdout.write("\n")
