#!/usr/bin/env python3
"""Makes the embedded fonts from their full versions: only the characters the window draws, and figures of one width.

Usage: subset.py INTER_FOLDER JETBRAINS_MONO.ttf PHOSPHOR_FOLDER NOTO_SANS_HEBREW.ttf   (needs fonttools)
  INTER_FOLDER     Inter-Regular.otf, Inter-Medium.otf, Inter-SemiBold.otf   (Debian package fonts-inter)
  NOTO_SANS_HEBREW NotoSansHebrew-Regular.ttf                                (Debian package fonts-noto-core)
  PHOSPHOR_FOLDER  style.css, Phosphor.ttf                                   (npm @phosphor-icons/web, src/regular)
Also prints the icon constants for src/ui/icons.rs.
"""
import re, sys
from fontTools import subset
from fontTools.ttLib import TTFont

TEXT = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x391, 0x3CA), *range(0x2009, 0x200B), *range(0x2010, 0x2028),
        0x202F, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2070, *range(0x2074, 0x208F), *range(0x2190, 0x219A), 0x21BA, 0x2200,
        0x2202, 0x2206, 0x2207, 0x2208, 0x2211, 0x2212, 0x221A, 0x221E, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CF, 0x25CB]
# Letters and points, and letters with points in one; names of files have them.
HEBREW = [*range(0x5B0, 0x5C8), *range(0x5D0, 0x5EB), *range(0x5EF, 0x5F5), *range(0xFB1D, 0xFB50)]
ICONS = """play pause play-pause skip-forward stop arrow-counter-clockwise sun moon question caret-down caret-right caret-up caret-left x plus minus
copy trash dots-six-vertical dots-three folder-open floppy-disk image images arrow-u-up-left arrow-u-up-right magnifying-glass
warning warning-circle check-circle check info gear-six sliders-horizontal stack graph chart-line chart-bar brain cpu
link link-break arrows-out arrows-in layout arrows-out-line-horizontal download-simple upload-simple keyboard command
lightning eye eye-slash dice-five seal-check clock shuffle camera crosshair arrow-left arrow-right arrow-up arrow-down
grid-four square circle waveform drop lock-simple list git-branch plus-circle x-circle spinner-gap export""".split()


def cut(font, characters, path, name):
    options = subset.Options()
    options.layout_features = ["kern", "ccmp", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.notdef_outline = True
    options.hinting = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font.save(path)
    print(f"// {path}: {name}", file=sys.stderr)


def tabular(font):
    """Points the digits' characters at the figures of one width (feature tnum)."""
    table = font["GSUB"].table
    lookups = {i for f in table.FeatureList.FeatureRecord if f.FeatureTag == "tnum" for i in f.Feature.LookupListIndex}
    swap = {}
    for index in lookups:
        for sub in table.LookupList.Lookup[index].SubTable:
            swap.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))
    digits = set(range(0x30, 0x3A))
    for cmap in font["cmap"].tables:
        for code, glyph in list(cmap.cmap.items()):
            if code in digits and glyph in swap:
                cmap.cmap[code] = swap[glyph]
    return font


inter, mono, phosphor, hebrew = sys.argv[1:]
for weight in ["Regular", "Medium", "SemiBold"]:
    cut(tabular(TTFont(recalcTimestamp=False, file=f"{inter}/Inter-{weight}.otf")), TEXT, f"Inter-{weight}.otf", "Inter")
cut(TTFont(mono, recalcTimestamp=False), TEXT, "JetBrainsMono-Regular.ttf", "JetBrains Mono")
cut(TTFont(hebrew, recalcTimestamp=False), HEBREW, "NotoSansHebrew-Regular.ttf", "Noto Sans Hebrew")
css = open(f"{phosphor}/style.css").read()
codes = {n: int(c, 16) for n, c in re.findall(r'\.ph\.ph-([a-z0-9-]+):before \{\s*content: "\\([0-9a-f]+)"', css)}
missing = [n for n in ICONS if n not in codes]
assert not missing, missing
cut(TTFont(f"{phosphor}/Phosphor.ttf", recalcTimestamp=False), [codes[n] for n in ICONS], "Phosphor.ttf", "Phosphor")
for n in sorted(ICONS):
    words = n.replace("-", " ")
    print(f"/// {words[0].upper()}{words[1:]}.\npub const {n.upper().replace('-', '_')}: &str = \"\\u{{{codes[n]:x}}}\";")
