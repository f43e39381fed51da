#!/usr/bin/env bash
# scikit-image 0.26.0 (numpy 2.4.6, scipy 1.17.1), Linux x86-64: random_noise(picture, "poisson") makes noise by how many different numbers the picture holds.
#
# It takes the next power of two above the number of different values for the number of photons of white. An 8-bit picture (256 values) gets the noise of
# 256 photons, 27 dB. The same picture at half the size holds 65,401 values and gets the noise of 65,536 photons, 51 dB: none that could be seen. One with
# four shades gets the noise of four photons. A change of a millionth in thirty pixels halves its power. Neither the documentation nor a warning says
# so: in a data set where some pictures were resized and some not, "Poisson noise" is two quite different problems.
#
# Seen on 2026-12-01, PSNR of the noisy picture to the clean one:
#   8 bits: 256 different values, 27.03 dB, noise of 255 photons
#   half the size: 65401 different values, 51.08 dB, noise of 64938 photons
#   30 pixels changed by less than 1e-6: 286 different values, 30.04 dB, noise of 511 photons
#   all pixels changed by less than 1e-6: 261874 different values, 57.13 dB, noise of 261190 photons
#   4 shades: 4 different values, 9.23 dB, noise of 4 photons
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install scikit-image==0.26.0 scipy==1.17.1 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
import warnings

import numpy
from skimage import data, metrics, transform, util

warnings.simplefilter("error")
picture = data.camera() / 255
change = 1e-6 * numpy.random.default_rng(1).random(picture.shape)
some = picture.copy()
some[100, 100:130] += change[100, 100:130]
found = {}
for name, clean in (
    ("8 bits", picture),
    ("half the size", transform.resize(picture, (256, 256), anti_aliasing=True)),
    ("30 pixels changed by less than 1e-6", some),
    ("all pixels changed by less than 1e-6", numpy.clip(picture + change, 0, 1)),
    ("4 shades", numpy.round(picture * 3) / 3),
):
    noisy = util.random_noise(clean, "poisson", rng=0, clip=False)
    found[name] = metrics.peak_signal_noise_ratio(clean, noisy, data_range=1)
    photons = clean.mean() / numpy.mean((noisy - clean) ** 2)
    print(f"{name}: {len(numpy.unique(clean))} different values, {found[name]:.2f} dB, noise of {photons:.0f} photons")
so = found["8 bits"] < 30 and found["half the size"] > 50
sys.exit(0 if so else 1)
PYTHON
