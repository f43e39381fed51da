"""Reference values for src/image/metrics.rs. Needs numpy and scikit-image 0.26.0; prints what the tests hold."""
import numpy as np
from skimage.metrics import structural_similarity


def pictures(channels):
    c, y, x = np.meshgrid(np.arange(channels), np.arange(37), np.arange(45), indexing="ij")
    clean = (0.5 + 0.4 * np.sin(0.3 * x + 0.1 * y * (c + 1.0))).astype(np.float32)
    noise = ((x * 7919 + y * 104729 + c * 1299709) % 1009) / 1009
    answer = (clean.astype(np.float64) + 0.3 * (noise - 0.5)).astype(np.float32)
    return clean.astype(np.float64), answer.astype(np.float64)


def psnr(a, b):
    return -10 * np.log10(np.mean((a - b) ** 2))


for name, channels in (("GRAY", 1), ("COLOUR", 3)):
    clean, answer = pictures(channels)
    shown = answer.clip(0, 1)
    ssim = np.mean([
        structural_similarity(clean[c], shown[c], gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
                              data_range=1.0)
        for c in range(channels)])
    print(f"{name}: {psnr(clean, answer):.7f}, {psnr(clean, shown):.7f}, {ssim:.7f}")
