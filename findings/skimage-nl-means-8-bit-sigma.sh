#!/usr/bin/env bash
# scikit-image 0.26.0 (PyWavelets 1.9.0, scipy 1.17.1, numpy 2.4.6), Linux x86-64: estimate_sigma and denoise_nl_means count the noise of an 8-bit picture in
# different units, so the usual pair of calls makes a noisy picture worse.
#
#     sigma = estimate_sigma(picture);  denoise_nl_means(picture, h=0.8 * sigma, sigma=sigma)
#
# For a uint8 picture estimate_sigma answers in levels (15), while denoise_nl_means first turns the picture into 0..1 and takes h and sigma for that scale: 255
# times too much, and each pixel becomes the plain mean of its surroundings. No warning. On the same picture as float both agree and it works.
# denoise_wavelet takes the same sigma for the same uint8 picture and does scale it.
#
# Seen on 2026-12-01, PSNR to the clean picture:
#   noisy: 24.79 dB
#   uint8: estimate_sigma 15.5305, denoise_nl_means 22.57 dB, denoise_wavelet 29.31 dB
#   float: estimate_sigma 0.0609, denoise_nl_means 30.79 dB, denoise_wavelet 29.31 dB
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install scikit-image==0.26.0 PyWavelets==1.9.0 scipy==1.17.1 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
import warnings

import numpy
from skimage import data
from skimage.restoration import denoise_nl_means, denoise_wavelet, estimate_sigma

warnings.simplefilter("error")
clean = data.camera()
noise = numpy.random.default_rng(0).normal(0, 15, clean.shape)
levels = numpy.clip(clean + noise, 0, 255).round().astype(numpy.uint8)


def psnr(answer):
    return 10 * numpy.log10(1 / numpy.mean((answer - clean / 255) ** 2))


print(f"noisy: {psnr(levels / 255):.2f} dB")
found = {}
for name, picture in (("uint8", levels), ("float", levels / 255)):
    sigma = estimate_sigma(picture)
    means = psnr(denoise_nl_means(picture, patch_size=5, patch_distance=6, h=0.8 * sigma, sigma=sigma))
    wavelet = psnr(denoise_wavelet(picture, sigma=sigma))
    found[name] = means
    print(f"{name}: estimate_sigma {sigma:.4f}, denoise_nl_means {means:.2f} dB, denoise_wavelet {wavelet:.2f} dB")
sys.exit(0 if found["uint8"] < psnr(levels / 255) < found["float"] - 5 else 1)
PYTHON
