#!/usr/bin/env bash
# torch 2.15.0 (onnxscript 0.7.2, onnx 1.23.2, onnxruntime 1.32.0), Linux x86-64: a network with adaptive pooling, exported to ONNX for pictures of any size,
# is right at the size of the example alone.
#
# adaptive_avg_pool2d(x, 4) makes 4 x 4 means of whatever enters. torch.onnx.export with dynamic_shapes={2: Dim.DYNAMIC, 3: Dim.DYNAMIC} writes it as a pooling
# of fixed windows, the example's side divided by 4: at 64 x 64 that is 16, so a picture of 128 x 128 becomes 8 x 8 means. Where these are enlarged to the
# picture's size again (pyramid pooling, as in PSPNet) every shape is right and the numbers are not. No error, no warning of it; the file declares height and
# width free. adaptive_max_pool2d likewise. The old exporter (dynamo=False) refuses such a network.
#
# Installs about 3 GB (5.5 GB on disk): on Linux the package torch brings CUDA along, although none of it is used here.
#
# Seen on 2026-12-01:
#   ['ReduceMean', 'AveragePool', 'AveragePool']
#   64 x 64: largest difference to torch: picture 0.0e+00, 1 x 1 6.0e-08, 2 x 2 6.0e-08, 4 x 4 1.2e-07
#   96 x 96: largest difference to torch: picture 0.0e+00, 1 x 1 6.0e-08, 2 x 2 2.0e-01, 4 x 4 1.8e-01
#   128 x 128: largest difference to torch: picture 0.0e+00, 1 x 1 1.2e-07, 2 x 2 2.6e-01, 4 x 4 2.4e-01
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
from torch.nn.functional import adaptive_avg_pool2d, interpolate


class Pyramid(nn.Module):
    def forward(self, x):
        size = x.shape[-2:]
        return torch.cat([x] + [interpolate(adaptive_avg_pool2d(x, n), size=size, mode="bilinear") for n in (1, 2, 4)], 1)


torch.manual_seed(0)
net, free = Pyramid().eval(), torch.export.Dim.DYNAMIC
torch.onnx.export(net, (torch.rand(1, 1, 64, 64),), "net.onnx", dynamic_shapes=({2: free, 3: free},), verbose=False)
onnx.checker.check_model("net.onnx", full_check=True)
print([node.op_type for node in onnx.load("net.onnx").graph.node if "Pool" in node.op_type or "Reduce" in node.op_type])
session = onnxruntime.InferenceSession("net.onnx", providers=["CPUExecutionProvider"])
right = {}
for side in (64, 96, 128):
    y, x = torch.meshgrid(torch.linspace(0, 1, side), torch.linspace(0, 1, side), indexing="ij")
    picture = (0.5 + 0.4 * torch.sin(9 * x) * torch.cos(7 * y))[None, None]
    wanted = net(picture)
    found = torch.from_numpy(session.run(None, {session.get_inputs()[0].name: picture.numpy()})[0])
    assert found.shape == wanted.shape
    off = (found - wanted).abs().amax((0, 2, 3)).tolist()
    right[side] = max(off) < 1e-4
    print(f"{side} x {side}: largest difference to torch: picture {off[0]:.1e}, 1 x 1 {off[1]:.1e}, 2 x 2 {off[2]:.1e}, 4 x 4 {off[3]:.1e}")
sys.exit(0 if right == {64: True, 96: False, 128: False} else 1)
PYTHON
