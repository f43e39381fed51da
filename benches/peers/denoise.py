"""Compares Lemida's denoisers with public packages on the same noisy pictures, in one run.

    python3 -m venv venv && venv/bin/pip install numpy pillow scikit-image opencv-python-headless PyWavelets bm3d
    cargo build --release --example denoise_scores
    venv/bin/python benches/peers/denoise.py FOLDER [--methods A,B] [--sigmas S,S] > benches/results/peers.md

FOLDER holds clean grey pictures. Noise is sigma times numpy.random.default_rng(0).standard_normal, not clipped; PSNR is of the answer clipped
to 0..255, not rounded. Seconds are processor time of one thread, mean over the pictures. Parameters of the peers are those that
suit Set12 best or, where the package has its own choice for a known sigma, that one.
"""

import argparse
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import subprocess
import tempfile
import time

import cv2
import numpy
import pywt
from PIL import Image
from skimage import restoration

try:
    import bm3d
except ImportError:
    bm3d = None

cv2.setNumThreads(1)
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCORES = os.path.join(ROOT, "target", "release", "examples", "denoise_scores")


def total_variation(noisy, sigma):
    weight = {15: 0.7, 25: 0.7, 50: 0.85}[sigma] * sigma / 255
    return restoration.denoise_tv_chambolle(noisy, weight=weight, eps=1e-5, max_num_iter=500)


def bilateral(noisy, sigma):
    factor = {15: 2.5, 25: 2.5, 50: 4}[sigma]
    return cv2.bilateralFilter(noisy.astype(numpy.float32), 9, factor * sigma / 255, 1.5)


def wavelets(noisy, sigma):
    return restoration.denoise_wavelet(noisy, sigma=sigma / 255, wavelet="sym8", mode="soft", method="BayesShrink", wavelet_levels=4)


def undecimated(noisy, sigma):
    h, w = noisy.shape
    padded = numpy.pad(noisy, ((0, -h % 16), (0, -w % 16)), mode="symmetric")
    levels = pywt.swt2(padded, "sym8", level=4, norm=True, trim_approx=True)
    clean = [levels[0]]
    for at, details in enumerate(levels[1:]):
        threshold = 2.9 * sigma / 255 * 0.5 ** (len(levels) - 1 - at)
        clean.append(tuple(pywt.threshold(band, threshold, "hard") for band in details))
    return pywt.iswt2(clean, "sym8", norm=True)[:h, :w]


def nl_means(noisy, sigma):
    h = {15: 0.7, 25: 0.6, 50: 0.5}[sigma] * sigma / 255
    return restoration.denoise_nl_means(noisy, patch_size=7, patch_distance=10, h=h, sigma=sigma / 255, fast_mode=True)


def block_matching(noisy, sigma):
    return bm3d.bm3d(noisy, sigma / 255)


PEERS = [
    ("total-variation", "scikit-image, Chambolle", total_variation),
    ("bilateral", "OpenCV", bilateral),
    ("wavelet-threshold", "scikit-image, BayesShrink", wavelets),
    ("frames", "PyWavelets, undecimated, hard", undecimated),
    ("nl-means", "scikit-image, fast mode", nl_means),
]
if bm3d:
    PEERS.append(("bm3d", "PyPI bm3d", block_matching))


def psnr(clean, answer):
    return -10 * numpy.log10(((numpy.clip(answer, 0, 1) - clean) ** 2).mean())


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--methods", default=",".join(method for method, _, _ in PEERS))
    options.add_argument("--sigmas", default="15,25,50")
    given = options.parse_args()
    folder, methods = given.folder, given.methods.split(",")
    names = sorted(os.listdir(folder))
    pictures = [numpy.array(Image.open(os.path.join(folder, name)).convert("L")) / 255 for name in names]
    noises = [numpy.random.default_rng(0).standard_normal(picture.shape) for picture in pictures]
    print("# Lemida's denoisers beside public packages\n")
    print(f"{len(names)} pictures; PSNR in dB and processor seconds of one thread. Made by `benches/peers/denoise.py`.\n")
    print("| method | peer | sigma | peer dB | Lemida dB | peer s | Lemida s | peer s ÷ Lemida s |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as noise_folder:
        for name, noise in zip(names, noises):
            numpy.save(os.path.join(noise_folder, os.path.splitext(name)[0] + ".npy"), noise.astype(numpy.float32))
        for method, package, run in (peer for peer in PEERS if peer[0] in methods):
            for sigma in map(int, given.sigmas.split(",")):
                found, spent = [], []
                for picture, noise in zip(pictures, noises):
                    noisy = picture + sigma / 255 * noise
                    start = time.process_time()
                    answer = run(noisy, sigma)
                    spent.append(time.process_time() - start)
                    found.append(psnr(picture, answer))
                out = subprocess.run([SCORES, folder, "--noise", noise_folder, "--method", method, "--sigma", str(sigma)],
                                     capture_output=True, text=True, check=True).stdout
                _, _, own, _, seconds = out.strip().splitlines()[-1].split()
                peer_seconds = sum(spent) / len(spent)
                print(f"| {method} | {package} | {sigma} | {sum(found) / len(found):.2f} | {float(own):.2f} | {peer_seconds:.3f} "
                      f"| {float(seconds):.3f} | {peer_seconds / max(float(seconds), 1e-4):.1f} |", flush=True)


if __name__ == "__main__":
    main()
