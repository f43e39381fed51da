#!/usr/bin/env bash
# astropy 8.0.2 and onnxruntime 1.32.0 (onnx 1.23.2, numpy 2.4.6), Linux x86-64: a picture read from a FITS file goes into a network with its bytes swapped.
#
# FITS is big-endian, so fits.getdata gives an array of type ">f4" whose numbers are right. onnxruntime's run() checks the kind of number ("float") but not
# its byte order and takes the bytes as they lie: the network sees numbers like 4.6e-41 instead of 0.5. No error, no warning. torch.from_numpy refuses
# the same array. With .astype("f4") before it the answer is right.
#
# Seen on 2026-12-01:
#   as written (<f4): pixel 0.7642, mean of 3 x 3 0.721831
#   as read (>f4): pixel 0.7642, mean of 3 x 3 -2.38509e+19
#   as read, .astype('f4') (<f4): pixel 0.7642, mean of 3 x 3 0.721831
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install astropy==8.0.2 onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import numpy
import onnxruntime
from astropy.io import fits
from onnx import TensorProto, checker, helper

# The mean of 3 x 3 pixels, as a convolution.
sides = ["n", 1, "h", "w"]
mean = helper.make_tensor("mean", TensorProto.FLOAT, [1, 1, 3, 3], [1 / 9] * 9)
node = helper.make_node("Conv", ["x", "mean"], ["y"], pads=[1, 1, 1, 1])
ends = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, sides)] for name in "xy"]
model = helper.make_model(helper.make_graph([node], "mean", *ends, [mean]), opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
checker.check_model(model, full_check=True)
session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])

picture = numpy.random.default_rng(0).random((32, 32), dtype=numpy.float32)
fits.writeto("picture.fits", picture)
read = fits.getdata("picture.fits")
assert (read == picture).all()
answers = {}
for name, array in (("as written", picture), ("as read", read), ("as read, .astype('f4')", read.astype("f4"))):
    answers[name] = session.run(None, {"x": array[None, None]})[0][0, 0]
    print(f"{name} ({array.dtype.str}): pixel {array[8, 8]:.4f}, mean of 3 x 3 {answers[name][8, 8]:.6g}")
right = answers["as written"]
so = (answers["as read, .astype('f4')"] == right).all() and not numpy.allclose(answers["as read"], right)
sys.exit(0 if so else 1)
PYTHON
