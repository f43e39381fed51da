#!/usr/bin/env bash
# tifffile 2026.3.3 (numpy 2.4.6, imagecodecs 2026.3.6), Linux x86-64: numbers of 12 bits, packed, are written wrongly in big-endian files.
#
# imwrite(..., bitspersample=12, byteorder=">") swaps the two bytes of each number before it packs the lower twelve bits of it: 31 (0x001f) becomes 3840
# (0xf00). Nothing is said, the file is valid, and reading it gives the wrong numbers, in tifffile and by hand. With byteorder="<" the same numbers come back
# right: the bits of a packed row run from the highest down in both byte orders, so both files should hold the same bytes.
#
# Seen on 2026-11-29:
#   little-endian: written 0 31 62 93, read 0 31 62 93, bytes 00001f03e05d
#   big-endian:    written 0 31 62 93, read 0 3840 3584 3328, bytes 000f00e00d00
#
# Exit code 0 while it is so, 1 when it has changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" -q install tifffile==2026.3.3 numpy==2.4.6 imagecodecs==2026.3.6
cd "$folder"
venv/bin/python - <<'PYTHON'
import sys

import numpy
import tifffile

numbers = (numpy.arange(8 * 16).reshape(8, 16) * 31 % 4096).astype("u2")
right = {}
for order, name in (("<", "little-endian"), (">", "big-endian")):
    tifffile.imwrite("packed.tif", numbers, bitspersample=12, byteorder=order, photometric="minisblack")
    with tifffile.TiffFile("packed.tif") as file:
        page = file.pages[0]
        back = page.asarray()
        start = page.dataoffsets[0]
    with open("packed.tif", "rb") as file:
        stored = file.read()[start:start + 192]
    # By hand: twelve bits a number, the highest first.
    bits = numpy.unpackbits(numpy.frombuffer(stored, "u1")).reshape(-1, 12)
    by_hand = (bits * (1 << numpy.arange(11, -1, -1))).sum(1).reshape(8, 16)
    assert (by_hand == back).all()
    right[name] = bool((back == numbers).all())
    print(f"{name}: written {numbers[0, :4]}, read {back[0, :4]}, bytes {stored[:6].hex()}")
sys.exit(0 if right == {"little-endian": True, "big-endian": False} else 1)
PYTHON
