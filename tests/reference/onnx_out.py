"""Runs files that Lemida wrote through onnx's checker and onnxruntime and compares with Lemida's own answers.

    cargo run --release -p lemida_store --example onnx_answers -- /tmp/answers 17
    python tests/reference/onnx_out.py /tmp/answers

Needs onnx, onnxruntime, numpy and safetensors. The limit is 1e-4 of the range of the answer.
"""

import pathlib
import sys

import numpy
import onnx
import onnxruntime
from safetensors.numpy import load_file

LIMIT = 1e-4


def main(folder):
    worst, wrong, runs = (0.0, ""), [], 0
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    for path in sorted(pathlib.Path(folder).glob("*.onnx")):
        try:
            onnx.checker.check_model(str(path), full_check=True)
            session = onnxruntime.InferenceSession(str(path), options)
        except Exception as error:
            wrong.append(f"{path.stem}: {str(error)[:300]}")
            continue
        arrays = load_file(path.with_suffix(".safetensors"))
        sides = session.get_inputs()[0].shape
        for at in range(3):
            if f"input{at}" not in arrays:
                continue
            given, expected = arrays[f"input{at}"], arrays[f"answer{at}"]
            fits = all(isinstance(s, str) or s == g for s, g in zip(sides, given.shape))
            if len(sides) != given.ndim or (not fits and at == 0):
                wrong.append(f"{path.stem}: takes {sides}, not {given.shape}")
                continue
            if not fits:
                continue
            try:
                found = session.run(None, {"input": given})[0]
            except Exception as error:
                wrong.append(f"{path.stem} size {at}: {str(error)[:300]}")
                continue
            runs += 1
            found = found.reshape(expected.shape) if found.size == expected.size else found
            if found.shape != expected.shape:
                wrong.append(f"{path.stem} size {at}: answers {found.shape}, not {expected.shape}")
                continue
            spread = max(float(numpy.ptp(expected)), 1e-6)
            away = float(numpy.abs(found - expected).max()) / spread
            worst = max(worst, (away, f"{path.stem} size {at}"))
            if not away <= LIMIT:
                wrong.append(f"{path.stem} size {at}: off by {away:.2e} of the range")
    print(f"{runs} answers compared; farthest off {worst[0]:.2e} of the range: {worst[1]}")
    for line in wrong:
        print("WRONG", line)
    return 1 if wrong or not runs else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
