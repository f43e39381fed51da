#!/usr/bin/env bash
# torch 2.15.0 (onnxscript 0.7.2, onnx 1.23.2, onnxruntime 1.32.0), Linux x86-64: sums over neighbourhoods are exported to ONNX as means.
#
# avg_pool2d(x, 3, divisor_override=1) is torch's sum over 3 x 3 pixels; AvgPool2d has the same option. torch.onnx.export writes AveragePool and forgets the
# divisor, in the new exporter and in the old one (dynamo=False), which once refused it. No error, no warning of it; the checker finds nothing, the shapes
# are right, and onnxruntime answers a ninth. The second network is an adaptive Wiener filter made of such sums: its answer looks like a picture.
#
# Installs about 3 GB (5.5 GB on disk): on Linux the package torch brings CUDA along, although none of it is used here.
#
# Seen on 2026-12-01:
#   sum of 3 x 3, dynamo=True: torch 5.4862, onnxruntime 0.6096, largest difference 6.228
#   sum of 3 x 3, dynamo=False: torch 5.4862, onnxruntime 0.6096, largest difference 6.228
#   Wiener filter, dynamo=True: torch 0.6736, onnxruntime 0.5506, largest difference 0.562
#   Wiener filter, dynamo=False: torch 0.6736, onnxruntime 0.5506, largest difference 0.562
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install torch==2.15.0 onnxscript==0.7.2 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
cd "$folder"
venv/bin/python - 2> messages.txt <<'PYTHON'
import sys

import onnx
import onnxruntime
import torch
from torch import nn


class Wiener(nn.Module):
    """Lee's filter: the mean of 3 x 3 pixels, and of the rest as much as is not noise."""

    def __init__(self, noise):
        super().__init__()
        self.sum, self.noise = nn.AvgPool2d(3, 1, 1, divisor_override=1), noise

    def forward(self, x):
        mean = self.sum(x) / 9
        variance = self.sum(x * x) / 9 - mean * mean
        kept = torch.relu(variance - self.noise**2) / torch.clamp(variance, min=self.noise**2)
        return mean + kept * (x - mean)


torch.manual_seed(0)
x = torch.rand(1, 1, 32, 32)
right = True
for name, net in (("sum of 3 x 3", nn.AvgPool2d(3, 1, 1, divisor_override=1)), ("Wiener filter", Wiener(0.1))):
    wanted = net.eval()(x)
    for dynamo in (True, False):
        torch.onnx.export(net, (x,), "net.onnx", dynamo=dynamo, **({"verbose": False} if dynamo else {}))
        onnx.checker.check_model("net.onnx", full_check=True)
        session = onnxruntime.InferenceSession("net.onnx", providers=["CPUExecutionProvider"])
        found = torch.from_numpy(session.run(None, {session.get_inputs()[0].name: x.numpy()})[0])
        assert found.shape == wanted.shape
        off = (found - wanted).abs().max().item()
        right = right and off < 1e-4
        print(f"{name}, dynamo={dynamo}: torch {wanted[0, 0, 8, 8]:.4f}, onnxruntime {found[0, 0, 8, 8]:.4f}, largest difference {off:.3f}")
sys.exit(1 if right else 0)
PYTHON
