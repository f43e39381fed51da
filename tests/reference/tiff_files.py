"""Makes the files of tests/data/tiff with tifffile and imagecodecs: python tests/reference/tiff_files.py

Value of pixel (c, y, x) on the 0..1 scale: ((11 x + 17 y + 60 c) mod 201) / 200, unless the test says otherwise.
"""

import pathlib

import imagecodecs
import numpy as np
import tifffile

OUT = pathlib.Path(__file__).parent.parent / "data" / "tiff"
OUT.mkdir(exist_ok=True)
H, W = 14, 21


def unit(channels):
    y, x, c = np.mgrid[0:H, 0:W, 0:channels]
    return ((11 * x + 17 * y + 60 * c) % 201) / 200


def whole(channels, kind):
    return np.round(unit(channels) * np.iinfo(kind).max).astype(kind)


def write(name, data, **options):
    options.setdefault("metadata", None)
    options.setdefault("software", False)
    tifffile.imwrite(OUT / f"{name}.tif", data, **options)


rgb = dict(photometric="rgb")
write("extra-differences", whole(4, "u2"), **rgb, extrasamples=[0], compression="deflate", predictor=2, byteorder=">", rowsperstrip=5)
write("extra-lzw", whole(5, "u1"), **rgb, extrasamples=[0, 0], compression="lzw", predictor=2, rowsperstrip=5)
write("extra-tiles", whole(4, "u1"), **rgb, extrasamples=[0], tile=(16, 16))
write("planes-tiles", np.moveaxis(whole(4, "u1"), -1, 0), **rgb, extrasamples=[0], planarconfig="separate", tile=(16, 16), compression="zstd", predictor=2)
write("planes-strips", np.moveaxis(whole(3, "u2"), -1, 0), **rgb, planarconfig="separate", rowsperstrip=4, compression="packbits")
opacity = whole(4, "u1")
write("straight", opacity, **rgb, extrasamples=[2])
multiplied = opacity.astype(float)
multiplied[..., :3] *= multiplied[..., 3:] / 255
write("multiplied", np.round(multiplied).astype("u1"), **rgb, extrasamples=[1])
write("grey-opacity", whole(2, "u1"), photometric="minisblack", extrasamples=[2])
write("three-channels", whole(3, "u1"), photometric="minisblack", extrasamples=[0, 0])
for bits in (2, 4, 6, 10, 12, 14):
    data = np.round(unit(3) * (2**bits - 1)).astype("u1" if bits < 8 else "u2")
    write(f"packed-{bits}", data, **rgb, bitspersample=bits)
write("packed-12-grey", np.round(unit(1)[..., 0] * 4095).astype("u2"), photometric="minisblack", bitspersample=12)
signed = np.round(unit(1)[..., 0] * 60000 - 30000).astype("i2")
write("signed", signed, photometric="minisblack")
write("signed-bytes", np.round(unit(1)[..., 0] * 255 - 128).astype("i1"), photometric="minisblack", compression="lzw", predictor=2)
write("signed-long", np.round(unit(1)[..., 0] * 5000 - 1000).astype("i4"), photometric="minisblack", byteorder=">")
write("counts", np.round(unit(1)[..., 0] * 3000).astype("u4"), photometric="minisblack", compression="deflate", predictor=2)
write("half", unit(3).astype("f2"), **rgb, compression="deflate", predictor=3)
write("single", unit(3).astype("f4"), **rgb, compression="lzw", predictor=3, tile=(16, 32), byteorder=">")
write("double", unit(1)[..., 0], photometric="minisblack", bigtiff=True)
write("inverted", 255 - whole(1, "u1")[..., 0], photometric="miniswhite")
write("twelve-told", np.round(unit(1)[..., 0] * 3822).astype("u2"), photometric="minisblack", extratags=[(281, 3, 1, 4095, True)])
write("twelve-imagej", np.round(unit(1)[..., 0] * 3822).astype("u2"), imagej=True, metadata={"min": 0.0, "max": 4095.0})
tifffile.imwrite(OUT / "twelve-ome.ome.tif", np.round(unit(1)[..., 0] * 3822).astype("u2"), metadata={"SignificantBits": 12, "axes": "YX"})
write("twelve-untold", np.round(unit(1)[..., 0] * 4090).astype("u2"), photometric="minisblack")
write("dark", np.round(unit(1)[..., 0] * 700).astype("u2"), photometric="minisblack")
stack = np.stack([np.round(unit(1)[..., 0] * (65535 - 5000 * k)) for k in range(6)]).astype("u2").reshape(2, 3, H, W)
write("stack-imagej", stack, imagej=True, metadata={"axes": "TCYX"})
floats = unit(1)[..., 0].astype("f4")
write("floats-16", floats * 16, photometric="minisblack")
write("floats-4000", floats * 4000, photometric="minisblack")
highlights = floats.copy()
highlights[0, :5] = 7.5
write("highlights", highlights, photometric="minisblack")
holes = floats.copy()
holes[3, 5] = np.nan
write("not-numbers", holes, photometric="minisblack")
holes[3, 5:9] = -9999
write("missing-told", holes, photometric="minisblack", extratags=[(42113, 2, 0, "-9999", True)])
write("missing-untold", holes, photometric="minisblack")
smooth = np.round(np.stack([(np.mgrid[0:64, 0:64][k] * 3 + 20) for k in (0, 1, 0)], -1)).astype("u1")
red, green, blue = (smooth[..., c].astype(float) for c in range(3))
bright = 0.299 * red + 0.587 * green + 0.114 * blue
coded = np.stack([bright, 128 + (blue - bright) / 1.772, 128 + (red - bright) / 1.402], -1)
write("jpeg-tiles", np.round(coded).astype("u1"), photometric="ycbcr", compression="jpeg", subsampling=(2, 2), tile=(32, 32), compressionargs={"level": 95})
write("jpeg-rgb", smooth, photometric="rgb", compression="jpeg", compressionargs={"level": 95})
write("webp", whole(3, "u1"), **rgb, compression="webp", compressionargs={"level": 100, "lossless": True})
for name, compression in (("lerc", "lerc"), ("jpeg2000", "jpeg2000"), ("jpegxl", "jpegxl"), ("lzma", "lzma")):
    write(f"unread-{name}", whole(1, "u1")[..., 0], photometric="minisblack", compression=compression)

with tifffile.TiffWriter(OUT / "thumbnail-first.tif") as tif:
    tif.write(whole(3, "u1")[::2, ::2].copy(), subfiletype=1, metadata=None, **rgb)
    tif.write(whole(3, "u1"), metadata=None, **rgb)

mosaic_unit = np.empty((H, W - 1))
for y in range(H):
    for x in range(W - 1):
        mosaic_unit[y, x] = 0.2 + 0.02 * x + 0.01 * y
mosaic = np.round(512 + mosaic_unit * (16000 - 512)).astype("u2")


def dng(name, data, levels=True, orientation=1, **options):
    cfa = [(33421, 3, 2, (2, 2), True), (33422, 1, 4, bytes([0, 1, 1, 2]), True)]
    if levels:
        cfa += [(50714, 3, 1, 512, True), (50717, 3, 1, 16000, True)]
    head = [(50706, 1, 4, b"\1\4\0\0", True), (50708, 2, 0, "Test", True), (50728, 5, 3, (1, 2, 1, 1, 2, 3), True), (274, 3, 1, orientation, True)]
    with tifffile.TiffWriter(OUT / f"{name}.dng") as tif:
        tif.write(whole(3, "u1")[:4, :6].copy(), subfiletype=1, subifds=1, metadata=None, extratags=head, **rgb)
        tif.write(data, photometric="cfa", subfiletype=0, metadata=None, extratags=cfa, **options)


dng("mosaic", mosaic)
dng("mosaic-tiles", mosaic, tile=(16, 16), orientation=6)
dng("mosaic-floats", mosaic_unit.astype("f4"), levels=False)


def lossless(name, components):
    """A lossless JPEG strip in place of the plain one: its bytes are written as they are."""
    shape = (H, (W - 1) // components, components) if components > 1 else (H, W - 1)
    packed = imagecodecs.ljpeg_encode(mosaic.reshape(shape) if components == 1 else mosaic, bitspersample=14)
    dng(name, mosaic)
    path = OUT / f"{name}.dng"
    data = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as tif:
        page = tif.pages[0].pages[0]
        offset = page.tags["StripOffsets"].valueoffset
        count = page.tags["StripByteCounts"].valueoffset
        compression = page.tags["Compression"].valueoffset
    data[offset : offset + 4] = len(data).to_bytes(4, "little")
    data[count : count + 4] = len(packed).to_bytes(4, "little")
    data[compression : compression + 2] = (7).to_bytes(2, "little")
    path.write_bytes(bytes(data) + packed)


lossless("mosaic-lossless", 1)
