"""Writes networks of PyTorch as ONNX files, by both of its exporters, with inputs and PyTorch's answers beside them.

    python tests/reference/onnx_in.py /tmp/torch-files
    cargo run --release -p lemida_store --example onnx_read -- /tmp/torch-files

Needs torch, onnx, onnxscript, numpy and safetensors.
"""

import contextlib
import io
import pathlib
import sys
import warnings

import torch
from safetensors.numpy import save_file
from torch import nn

warnings.filterwarnings("ignore")


class Minus(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return x - self.net(x)


class Skip(nn.Module):
    def __init__(self):
        super().__init__()
        self.one, self.two, self.up = nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(16, 1, 1)

    def forward(self, x):
        a = torch.relu(self.one(x))
        b = nn.functional.max_pool2d(a, 2)
        b = torch.relu(self.two(b)) + b
        b = nn.functional.interpolate(b, scale_factor=2, mode="bilinear")
        return self.up(torch.cat([b, a], 1)) * x


class Pixels(nn.Module):
    def __init__(self):
        super().__init__()
        self.map, self.norm = nn.Linear(8, 8), nn.LayerNorm(8)
        self.first, self.last = nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(8, 1, 1)

    def forward(self, x):
        x = self.first(x).permute(0, 2, 3, 1)
        x = nn.functional.gelu(self.map(self.norm(x))).permute(0, 3, 1, 2)
        return self.last(x)


def stirred(net):
    torch.manual_seed(7)
    for name, array in list(net.named_parameters()) + list(net.named_buffers()):
        if array.is_floating_point():
            with torch.no_grad():
                array.add_(0.1 * torch.randn_like(array))
                if "running_var" in name:
                    array.abs_()
    return net


def dncnn(channels, norm=True, bias=True):
    rows = [nn.Conv2d(channels, 12, 3, padding=1), nn.ReLU()]
    for _ in range(2):
        rows += [nn.Conv2d(12, 12, 3, padding=1, bias=bias)] + ([nn.BatchNorm2d(12)] if norm else []) + [nn.ReLU()]
    return Minus(nn.Sequential(*rows, nn.Conv2d(12, channels, 3, padding=1)))


def same(*rows):
    """A convolution before and after, so that pictures enter and leave."""
    return nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), *rows, nn.Conv2d(8, 1, 3, padding=1))


def networks():
    yield "dncnn", dncnn(1), (1, 24, 24), True
    yield "dncnn-colour", dncnn(3), (3, 24, 24), True
    yield "norm-after-relu", same(nn.ReLU(), nn.BatchNorm2d(8), nn.ReLU(), nn.BatchNorm2d(8)), (1, 24, 24), True
    unshuffle = nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, 12, 3, padding=1), nn.ReLU(), nn.PixelShuffle(2))
    yield "shuffle-colour", unshuffle, (3, 24, 24), True
    third = nn.Sequential(nn.PixelUnshuffle(3), nn.Conv2d(9, 9, 3, padding=1), nn.PixelShuffle(3))
    yield "shuffle-3", third, (1, 24, 24), True
    yield "skip", Skip(), (1, 24, 24), True
    yield "pixels", Pixels(), (1, 24, 24), True
    for name, rows in {
        "leaky": [nn.LeakyReLU(0.1)], "prelu": [nn.PReLU(8)], "prelu-one": [nn.PReLU()], "gelu": [nn.GELU()],
        "silu": [nn.SiLU()], "tanh": [nn.Tanh()], "sigmoid": [nn.Sigmoid()], "softmax": [nn.Softmax(1)],
        "group": [nn.GroupNorm(2, 8)], "instance": [nn.InstanceNorm2d(8, affine=True)], "dropout": [nn.Dropout(0.3)],
        "depthwise": [nn.Conv2d(8, 8, 3, padding=1, groups=8), nn.Conv2d(8, 8, 1)],
        "dilated": [nn.Conv2d(8, 8, 3, padding=2, dilation=2)], "same-4": [nn.Conv2d(8, 8, 4, padding="same")],
        "nearest": [nn.MaxPool2d(2), nn.Upsample(scale_factor=2)],
        "bilinear": [nn.AvgPool2d(2), nn.Upsample(scale_factor=2, mode="bilinear")],
        "stride": [nn.Conv2d(8, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1)],
        "stride-2": [nn.Conv2d(8, 8, 2, stride=2), nn.ConvTranspose2d(8, 8, 2, stride=2)],
        "stride-3": [nn.Conv2d(8, 8, 3, stride=2, padding=1), nn.ConvTranspose2d(8, 8, 3, 2, 1, output_padding=1)],
        "valid": [nn.ZeroPad2d(1), nn.Conv2d(8, 8, 3)], "1x3": [nn.Conv2d(8, 8, (1, 3), padding=(0, 1))],
        "layer": [nn.Identity()],
    }.items():
        yield name, same(*rows), (1, 24, 24), True
    classes = nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(6 * 14 * 14, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 10))
    yield "classes", classes, (1, 28, 28), False
    after = nn.Sequential(
        nn.Conv2d(3, 6, 3), nn.Flatten(), nn.BatchNorm1d(6 * 900), nn.PReLU(), nn.Linear(6 * 900, 4), nn.Softmax(1))
    yield "flat-norm", after, (3, 32, 32), False
    pooled = nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 4))
    yield "pooled", pooled, (3, 32, 32), True
    yield "points", nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 3)), (2,), False
    yield "untrained", nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.BatchNorm2d(8), nn.ReLU(), nn.BatchNorm2d(8), nn.PReLU(8),
        nn.PReLU(8), nn.Conv2d(8, 1, 3, padding=1)), (1, 24, 24), True
    # What no row does.
    for name, rows in {
        "NO-relu6": [nn.ReLU6()], "NO-hardswish": [nn.Hardswish()], "NO-softplus": [nn.Softplus()],
        "NO-reflect": [nn.ReflectionPad2d(1), nn.Conv2d(8, 8, 3)],
        "NO-groups": [nn.Conv2d(8, 8, 3, padding=1, groups=2)],
        "NO-bicubic": [nn.MaxPool2d(2), nn.Upsample(scale_factor=2, mode="bicubic")],
        "NO-corners": [nn.MaxPool2d(2), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)],
        "NO-padding": [nn.Conv2d(8, 8, 3, padding=2), nn.Conv2d(8, 8, 3)], "NO-max": [nn.MaxPool2d(3, 1, 1)],
        "NO-shuffle-channels": [nn.ChannelShuffle(2)], "NO-elu": [nn.ELU()],
    }.items():
        yield name, same(*rows), (1, 24, 24), True


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written, failed = 0, []
    for name, net, shape, open_sizes in networks():
        net = (net if name == "untrained" else stirred(net)).eval()
        arrays = {}
        x = torch.randn(2, *shape)
        with torch.no_grad():
            arrays = {"input0": x.numpy(), "answer0": net(x).numpy()}
        forms = {"new": dict(dynamo=True), "old": dict(dynamo=False)}
        forms["new-17"] = dict(dynamo=True, opset_version=17, external_data=False)
        forms["old-13"] = dict(dynamo=False, opset_version=13)
        if name == "untrained":
            forms["old-unfolded"] = dict(dynamo=False, do_constant_folding=False)
        if len(shape) == 3 and open_sizes:
            sides = {0: torch.export.Dim.DYNAMIC, 2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC}
            forms["new-any"] = dict(dynamo=True, dynamic_shapes=({i: s for i, s in sides.items()},))
            forms["old-any"] = dict(dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "n", 2: "h", 3: "w"}})
        forms["old-training"] = dict(dynamo=False, training=torch.onnx.TrainingMode.TRAINING, do_constant_folding=False)
        for form, settings in forms.items():
            path = folder / f"{name}.{form}.onnx"
            quiet = io.StringIO()
            try:
                with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                    # A batch of one, as people export.
                    torch.onnx.export(net, (x[:1] if "any" not in form else x,), str(path), **settings)
                net.eval()
                if form == "old-training":
                    # It moves the running statistics: the file holds those after the step.
                    with torch.no_grad():
                        arrays = dict(arrays, answer0=net(x).numpy())
                save_file(arrays, path.with_suffix(".safetensors"))
                written += 1
            except Exception as error:
                failed.append(f"{name}.{form}: {str(error)[:200]}")
                path.unlink(missing_ok=True)
    print(f"{written} files")
    for line in failed:
        print("not written:", line)


if __name__ == "__main__":
    main(sys.argv[1])
