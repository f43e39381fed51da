#!/usr/bin/env bash
# scipy 1.17.1 (numpy 2.4.6), Linux x86-64: scipy.signal.wiener makes a noisy picture of 8 bits worse.
#
# wiener() squares the picture in the picture's own type to find the local variance. In uint8 the squares wrap round at 256 and in uint16 at 65536, so the
# "variance" is any number, often negative; where the noise is to be estimated from it, that is nonsense too. The documentation takes any N-dimensional
# array and the answer is float64; nothing is said. The same numbers as float64 give the right answer. 8 bits is what most files hold.
#
# Seen on 2026-12-01, PSNR to the clean picture:
#   noisy picture 24.62 dB
#   noise estimated, picture as float64: 32.19 dB, from 45.1 to 250.7
#   noise estimated, picture as uint8: 18.29 dB, from -851.4 to 259.6
#   noise given, picture as float64: 31.74 dB, from 41.3 to 252.8
#   noise given, picture as uint8: 27.41 dB, from 36.7 to 234.8
#   noise estimated, picture as uint16 of 0..65535: 18.38 dB, from -838.9 to 256.2
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install scipy==1.17.1 numpy==2.4.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys
import warnings

import numpy
from scipy.signal import wiener

warnings.simplefilter("error")
y, x = numpy.mgrid[:256, :256]
clean = 128 + 60 * numpy.sin(x / 17) * numpy.cos(y / 11) + 40 * ((x // 32 + y // 32) % 2)
noisy = numpy.clip(clean + numpy.random.default_rng(0).normal(0, 15, clean.shape), 0, 255).round().astype(numpy.uint8)


def psnr(answer):
    return 10 * numpy.log10(255**2 / numpy.mean((answer - clean) ** 2))


print(f"noisy picture {psnr(noisy):.2f} dB")
found = {}
for noise, said in ((None, "estimated"), (15.0**2, "given")):
    for form in (numpy.float64, numpy.uint8):
        answer = wiener(noisy.astype(form), 5, noise)
        found[said, form] = psnr(answer)
        print(f"noise {said}, picture as {form.__name__}: {psnr(answer):.2f} dB, from {answer.min():.1f} to {answer.max():.1f}")
# The same for 16 bits: each number times 257, and the answer back.
answer = wiener(noisy.astype(numpy.uint16) * 257, 5) / 257
print(f"noise estimated, picture as uint16 of 0..65535: {psnr(answer):.2f} dB, from {answer.min():.1f} to {answer.max():.1f}")
so = found["estimated", numpy.uint8] < psnr(noisy) < found["estimated", numpy.float64] - 5
sys.exit(0 if so and found["given", numpy.uint8] < found["given", numpy.float64] - 2 else 1)
PYTHON
