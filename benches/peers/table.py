"""Makes a table for people of what `lemida bench-denoise --csv` wrote: means over the pictures, a row a method.

    python benches/peers/table.py SCORES.csv [MORE.csv …]
"""

import csv
import math
import sys

means = {}
for path in sys.argv[1:]:
    for row in csv.DictReader(open(path)):
        if row["image"] == "mean":
            threads = means.setdefault((row["method"], row["threads"]), {})
            threads[float(row["sigma"])] = row
sigmas = sorted({sigma for rows in means.values() for sigma in rows})
heads = [f"σ = {sigma:g}" for sigma in sigmas]
# Never better than measured.
floor = lambda text, digits: f"{math.floor(float(text) * 10 ** digits + 1e-9) / 10 ** digits:.{digits}f}"
print("| method | threads | " + " | ".join(heads) + " |\n|---|---|" + "---|" * len(heads))
for (method, threads), rows in means.items():
    cells = []
    for sigma in sigmas:
        row = rows.get(sigma)
        cells.append(f"{floor(row['psnr'], 2)} dB, {floor(row['ssim'], 3)}, {float(row['seconds']):.3f} s" if row else "")
    print(f"| {method} | {threads} | " + " | ".join(cells) + " |")
