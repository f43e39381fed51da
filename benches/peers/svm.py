"""Compares Lemida's support vector machines with scikit-learn's SVC, in one run.

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1
    cargo build --release --example svm
    venv/bin/python benches/peers/svm.py > benches/results/svm.md

Data: the digits and the fashion of assets/, pixels / 255, 5,000 × 784 to learn from, 2,000 others. They take turns, A B A B …,
one thread each; the table holds medians of processor seconds. Then the answers: at tolerance 1e-6 against SVC's at
1e-9, and labels.
"""

import gzip
import os
import statistics
import subprocess
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
import numpy
import sklearn
from sklearn.svm import SVC

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OURS = os.path.join(ROOT, "target", "release", "examples", "svm")
LEARNED = 5000
TURNS = 3


def load(folder, prefix):
    def part(name):
        path = os.path.join(ROOT, "assets", folder, f"{prefix}-{name}")
        images = gzip.open(path + "-images-idx3-ubyte.gz").read()
        labels = gzip.open(path + "-labels-idx1-ubyte.gz").read()
        pixels = numpy.frombuffer(images, numpy.uint8, offset=16).reshape(-1, 784)
        return pixels.astype("<f4") / numpy.float32(255), numpy.frombuffer(labels, numpy.uint8, offset=8)

    (x, y), (more, others) = part("train10000"), part("test2000")
    return numpy.concatenate([x[:LEARNED], more]), numpy.concatenate([y[:LEARNED], others])


def ours(x, y, kernel, precision, tolerance, folder):
    rows, classes, out = (os.path.join(folder, name) for name in ("x", "y", "out"))
    x.tofile(rows)
    y.astype(numpy.uint8).tofile(classes)
    words = [OURS, rows, classes, LEARNED, x.shape[1], kernel, precision, tolerance, out]
    told = subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout.split()
    written = open(out, "rb").read()
    count = len(y) - LEARNED
    values = numpy.frombuffer(written[:-count]).reshape(count, -1)
    return float(told[0]), int(told[1]), int(told[2]), values, numpy.frombuffer(written[-count:], numpy.uint8)


def fitted(x, y, tolerance):
    machine = SVC(tol=tolerance, decision_function_shape="ovo")
    rows = x[:LEARNED].astype(float)
    began = time.process_time()
    machine.fit(rows, y[:LEARNED])
    return time.process_time() - began, machine


def asked(machine, x):
    rows = x[LEARNED:].astype(float)
    values = machine.decision_function(rows)
    # Of two classes scikit-learn's positive side is the second.
    return -values[:, None] if values.ndim == 1 else values, machine.predict(rows)


def main():
    print("# Lemida's support vector machines beside scikit-learn's SVC\n")
    print(f"scikit-learn {sklearn.__version__}, radial kernel, {LEARNED:,} × 784, C = 1, γ = scale, one thread; processor seconds to")
    print(f"fit, medians of {TURNS} turns at tolerance 1e-3. Last column: the largest difference of decision values at 1e-6 from SVC's")
    print("at 1e-9. Made by `benches/peers/svm.py`.\n")
    print("| data | sums | SVC s | Lemida s | Lemida ÷ SVC | vectors, SVC's | vectors | other labels of 2,000 | off |")
    print("|---|---|---|---|---|---|---|---|---|")
    sets = [("digits, ≥ 5 or not", "digits", "mnist", lambda y: (y >= 5) * 1), ("digits", "digits", "mnist", None),
            ("fashion", "fashion", "fashion", None)]
    with tempfile.TemporaryDirectory() as folder:
        for name, place, prefix, make in sets:
            x, y = load(place, prefix)
            y = make(y) if make else y
            exact, _ = asked(fitted(x, y, 1e-9)[1], x)
            labels = None
            for precision in ("single", "double"):
                times = []
                for _ in range(TURNS):
                    their, machine = fitted(x, y, 1e-3)
                    us = ours(x, y, "radial", precision, 1e-3, folder)
                    times.append((their, us[0]))
                if labels is None:
                    _, labels = asked(machine, x)
                their, our = (statistics.median(pair[at] for pair in times) for at in (0, 1))
                _, _, _, values, _ = ours(x, y, "radial", precision, 1e-6, folder)
                print(f"| {name} | {precision} | {their:.2f} | {our:.2f} | {our / their:.2f} | {machine.n_support_.sum()} | "
                      f"{us[1]} | {(us[4] != labels).sum()} | {abs(values - exact).max():.1e} |", flush=True)


main()
