"""Compares the network for cameras with BM3D and OpenCV's non-local means for colour on a synthetic camera's pictures, in one run.

    python3 -m venv venv && venv/bin/pip install numpy pillow opencv-python-headless
    cargo build --release
    venv/bin/python benches/peers/camera.py FOLDER [--limit N] [--seed N] > benches/results/camera.md

FOLDER holds clean colour pictures, of which none was seen in training. Their noise is drawn by Lemida (`--noise camera:…`), and the noisy pictures are 8 bits. Lemida
cleans each as it comes, told nothing (`lemida denoise noisy.png`). The others get, picture by picture, the strength at which they are best against the
clean picture: BM3D every sigma of the grid, OpenCV every h. PSNR is of the answer clipped to 0..255, over all three channels.
"""

import argparse
import json
import os
import subprocess
import tempfile

import cv2
import numpy
from PIL import Image

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEMIDA = os.environ.get("LEMIDA", os.path.join(ROOT, "target", "release", "lemida"))
SIGMAS = [4, 8, 13, 19, 27, 38]
STRENGTHS = [2, 4, 7, 11, 17, 26]

CAMERAS = [
    ("sensor, σ 5 to 30, some blurred, most JPEG 60 to 98", "origin=sensor,from=5,to=30"),
    ("sensor, σ 10, JPEG 90 with halved colour", "origin=sensor,from=10,to=10,blurred=0,jpeg=1,quality_from=90,quality_to=90,halved=1"),
    ("sensor, σ 20, not compressed", "origin=sensor,from=20,to=20,blurred=0,jpeg=0"),
    ("white, σ 25, JPEG 90 with halved colour", "origin=white,from=25,to=25,blurred=0,jpeg=1,quality_from=90,quality_to=90,halved=1"),
    ("shared, σ 25", "origin=shared,from=25,to=25,blurred=0,jpeg=0"),
]


def psnr(clean, answer):
    error = (clean.astype(float) - answer.astype(float)) / 255
    return -10 * numpy.log10((error ** 2).mean())


def lemida(*arguments):
    run = subprocess.run([LEMIDA, *arguments], capture_output=True, text=True, check=True)
    return run.stdout


def cleaned(noisy, reference, folder, *more):
    out = os.path.join(folder, "out.png")
    text = lemida("denoise", noisy, "-o", out, "--reference", reference, "--json", "--threads", "1", *more)
    return json.loads(text)


def opencv(noisy, clean):
    """The best over strengths; the same for brightness and colour, and colour half and twice as strong."""
    best = 0
    for h in STRENGTHS:
        for colour in (0.5, 1, 2):
            answer = cv2.fastNlMeansDenoisingColored(noisy, None, h, colour * h, 7, 21)
            best = max(best, psnr(clean, answer))
    return best


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--limit", type=int, default=1000)
    options.add_argument("--seed", type=int, default=3)
    given = options.parse_args()
    names = sorted(os.listdir(given.folder))[:given.limit]
    print("# The network for cameras beside BM3D and OpenCV\n")
    print(f"{len(names)} pictures of `{given.folder}`, seed {given.seed}; mean PSNR in dB. Made by `benches/peers/camera.py`; OpenCV {cv2.__version__}.\n")
    print("| noise | noisy | Lemida as it comes | BM3D at its best σ | OpenCV at its best h | ahead of the better |\n|---|---|---|---|---|---|")
    for label, settings in CAMERAS:
        rows = []
        for index, name in enumerate(names):
            with tempfile.TemporaryDirectory() as folder:
                source = os.path.join(folder, "clean.png")
                Image.open(os.path.join(given.folder, name)).convert("RGB").save(source)
                made = os.path.join(folder, "made")
                lemida("timeline", source, "--out", made, "--color", "--noise", f"camera:{settings}", "--seed",
                       str(given.seed + 100 * index), "--methods", "gaussian")
                noisy = os.path.join(made, "noisy.png")
                clean, seen = cv2.imread(source), cv2.imread(noisy)
                own = cleaned(noisy, source, folder)["psnr"]
                block = max(cleaned(noisy, source, folder, "--method", "bm3d", "--sigma", str(s), "--noise", "gaussian")["psnr"]
                            for s in SIGMAS)
                rows.append([psnr(clean, seen), own, block, opencv(seen, clean)])
        noisy, own, block, peer = numpy.mean(rows, axis=0)
        print(f"| {label} | {noisy:.2f} | {own:.2f} | {block:.2f} | {peer:.2f} | {own - max(block, peer):+.2f} |", flush=True)


if __name__ == "__main__":
    main()
