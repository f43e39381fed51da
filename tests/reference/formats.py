"""Makes the files of further formats in tests/data: each shows a left half of red and a right half of white, 16 wide and 8 high, or
what its name says. Needs numpy, Pillow 13, imagecodecs, pillow-heif, astropy, OpenEXR 3 and libjpeg-turbo's cjpeg."""
import pathlib
import subprocess

import imagecodecs
import numpy as np
import OpenEXR
import pillow_heif
from astropy.io import fits
from PIL import Image

folder = pathlib.Path(__file__).parent.parent / "data"
rgb = np.zeros((8, 16, 3), np.uint8)
rgb[:, :8] = (255, 0, 0)
rgb[:, 8:] = 255
picture = Image.fromarray(rgb)
# 64 × 32 with edges between all kinds of blocks: colours by column, brightness by row.
large = np.zeros((32, 64, 3), np.uint8)
for x in range(64):
    large[:, x] = [(230, 40, 30), (40, 200, 60), (30, 60, 220), (240, 240, 90)][x // 16]
large[16:] //= 2
ppm = folder / "large.ppm"
Image.fromarray(large).save(ppm)
scans = folder / "scans.txt"
scans.write_text("0;\n1;\n2;\n")
for name, options in {
    "scans-420": ["-sample", "2x2", "-scans", scans],
    "scans-444-restarts": ["-sample", "1x1", "-scans", scans, "-restart", "1B"],
    "scans-422": ["-sample", "2x1", "-scans", scans],
    "luma-low": ["-sample", "1x1,2x2,2x2"],
    "luma-low-progressive": ["-sample", "1x1,2x2,2x2", "-progressive"],
    "three-by-one": ["-sample", "3x1"],
    "four-and-two": ["-sample", "4x1,2x1,2x1", "-progressive"],
    "arithmetic": ["-arithmetic"],
    "arithmetic-progressive": ["-arithmetic", "-progressive"],
    "progressive": ["-progressive"],
}.items():
    out = folder / f"jpeg-{name}.jpg"
    with open(out, "wb") as file:
        subprocess.run(["cjpeg", "-quality", "95", *options, ppm], stdout=file, check=True)
    # What libjpeg-turbo makes of it.
    Image.open(out).convert("RGB").save(folder / f"jpeg-{name}.png")
scans.unlink()
grey16 = (np.arange(128, dtype=np.uint16).reshape(8, 16) * 500)
for bits, shift in ((8, 8), (12, 4), (16, 0)):
    numbers = (grey16 >> shift).astype(np.uint8 if bits == 8 else np.uint16)
    data = imagecodecs.ljpeg_encode(numbers, bitspersample=bits)
    (folder / f"jpeg-lossless-{bits}.jpg").write_bytes(data)
(folder / "jpeg-12-bits.jpg").write_bytes(imagecodecs.jpeg_encode((grey16 >> 4), level=95, bitspersample=12))
(folder / "jpeg-ls.jls").write_bytes(imagecodecs.jpegls_encode(rgb))
picture.save(folder / "colour.gif")
picture.save(folder / "film.gif", save_all=True, append_images=[Image.fromarray(255 - rgb)] * 2)
picture.save(folder / "film.png", save_all=True, append_images=[Image.fromarray(255 - rgb)] * 2)
picture.save(folder / "colour.tga", compression="tga_rle")
(folder / "colour.qoi").write_bytes(imagecodecs.qoi_encode(rgb))
picture.save(folder / "colour.avif", quality=90, subsampling="4:2:0")
(folder / "lossless-10.avif").write_bytes(imagecodecs.avif_encode(rgb.astype(np.uint16) * 4, level=100, bitspersample=10))
alpha = np.dstack([rgb, np.full((8, 16), 128, np.uint8)])
Image.fromarray(alpha).save(folder / "alpha.avif", quality=95, subsampling="4:4:4")
for turn in range(2, 9):
    exif = Image.Exif()
    exif[274] = turn
    Image.fromarray(large).save(folder / f"turned-{turn}.avif", quality=90, exif=exif.tobytes())
pillow_heif.from_pillow(picture).save(folder / "colour.heic", quality=90)
pillow_heif.from_pillow(picture).save(folder / "colour-444.heic", quality=90, chroma=444)
(folder / "colour.jxl").write_bytes(imagecodecs.jpegxl_encode(rgb, lossless=True))
(folder / "lossy.jxl").write_bytes(imagecodecs.jpegxl_encode(rgb, level=95))
(folder / "words.jxl").write_bytes(imagecodecs.jpegxl_encode(grey16, lossless=True))
words = np.tile((np.arange(8, dtype=np.uint16) + 1) * 1000, (4, 1))
# The picture's upper row first: FITS has it last.
fits.writeto(folder / "words.fits", np.flipud(words), overwrite=True)
blank = np.flipud(words).astype(np.int16)
blank[3, 2] = -1
hdu = fits.ImageHDU(blank)
hdu.header["BLANK"] = -1
fits.HDUList([fits.PrimaryHDU(), hdu]).writeto(folder / "blank.fits", overwrite=True)
cube = np.stack([np.flipud(words) + 1000 * page for page in range(5)]).astype(np.float32) / 65535
fits.writeto(folder / "cube.fits.gz", cube, overwrite=True)
fits.HDUList([fits.PrimaryHDU(), fits.CompImageHDU(np.flipud(words), compression_type="RICE_1")]).writeto(folder / "rice.fits", overwrite=True)
half = (rgb / 255).astype(np.float16)
OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION}, {"RGB": half}).write(str(folder / "colour.exr"))
OpenEXR.File({"compression": OpenEXR.PIZ_COMPRESSION}, {"Y": (words / 65535).astype(np.float32)}).write(str(folder / "words.exr"))
window = {"displayWindow": ((0, 0), (19, 9)), "dataWindow": ((2, 1), (17, 8))}
OpenEXR.File({"compression": OpenEXR.ZIP_COMPRESSION, **{k: tuple(np.array(p, np.int32) for p in v) for k, v in window.items()}}, {"RGB": half}).write(str(folder / "window.exr"))
ppm.unlink()
for path in sorted(folder.glob("*")):
    print(path.stat().st_size, path.name)
