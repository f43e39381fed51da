"""Writes the noise of the published protocol: for each picture numpy.random.default_rng(0).standard_normal of its shape, as NAME.npy.

    python benches/peers/noise.py PICTURES OUT
"""

import os
import sys

import numpy
from PIL import Image

pictures, out = sys.argv[1:3]
os.makedirs(out, exist_ok=True)
for name in sorted(os.listdir(pictures)):
    shape = numpy.array(Image.open(os.path.join(pictures, name))).shape[:2]
    noise = numpy.random.default_rng(0).standard_normal(shape).astype(numpy.float32)
    numpy.save(os.path.join(out, os.path.splitext(name)[0] + ".npy"), noise)
