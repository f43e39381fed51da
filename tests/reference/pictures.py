"""Makes the picture files in tests/data. Needs numpy and Pillow 12; each shows what its name says."""
import pathlib

import numpy as np
from PIL import Image

folder = pathlib.Path(__file__).parent.parent / "data"
folder.mkdir(exist_ok=True)
# Left half red (255, 0, 0), right half white; 16 wide, 8 high.
rgb = np.zeros((8, 16, 3), np.uint8)
rgb[:, :8] = (255, 0, 0)
rgb[:, 8:] = 255
picture = Image.fromarray(rgb)
picture.convert("CMYK").save(folder / "cmyk.jpg", quality=100, subsampling=0)
picture.convert("CMYK").save(folder / "cmyk.tif")
picture.convert("P", palette=Image.Palette.ADAPTIVE).save(folder / "palette.png")
picture.convert("P", palette=Image.Palette.ADAPTIVE).save(folder / "palette.tif")
picture.save(folder / "lossless.webp", lossless=True)
picture.save(folder / "lossy.webp", quality=90)
picture.save(folder / "colour.bmp")
picture.convert("1").save(folder / "bits.tif")
picture.convert("1").save(folder / "bits.png")
# Grey 128 at half opacity: over white, (128 + 255) / 2.
Image.fromarray(np.full((4, 4, 2), 128, np.uint8), "LA").save(folder / "grey-alpha.png")
Image.fromarray(np.full((4, 4, 4), 128, np.uint8), "RGBA").save(folder / "colour-alpha.png")
# 16 bits: 1000 · (column + 1).
words = np.tile((np.arange(8, dtype=np.uint16) + 1) * 1000, (4, 1))
Image.fromarray(words).save(folder / "words.png")
Image.fromarray(words).save(folder / "words.tif")
Image.fromarray((words / 65535).astype(np.float32)).save(folder / "float.tif")
# The camera was turned: stored lying, tag 6 says to turn it a quarter clockwise. Upright it is 8 wide, 16 high, red on top.
exif = Image.Exif()
exif[274] = 6
lying = Image.fromarray(np.ascontiguousarray(rgb))
lying.save(folder / "turned.jpg", quality=100, subsampling=0, exif=exif)
for name, array in {"gray": words / 65535, "colour": rgb / 255, "bytes": rgb}.items():
    np.save(folder / f"{name}.npy", array if name == "bytes" else array.astype(np.float32))
np.save(folder / "fortran.npy", np.asfortranarray((words / 65535).astype(np.float64)))
np.save(folder / "complex.npy", words.astype(np.complex64))
np.save(folder / "cube.npy", np.zeros((2, 3, 4, 5), np.float32))
