"""Runs networks that Lemida wrote as modules of PyTorch and compares with Lemida's own answers.

    cargo run --release -p lemida_store --example onnx_answers -- /tmp/answers
    python tests/reference/torch_net.py /tmp/answers

Needs torch, numpy and safetensors. The limit is 1e-4 of the range of the answer.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file

LIMIT = 1e-4


def main(folder):
    worst, wrong, runs, absent = (0.0, ""), [], 0, []
    for arrays_path in sorted(pathlib.Path(folder).glob("*.safetensors")):
        name = arrays_path.stem
        if name.endswith(".state"):
            continue
        script = arrays_path.with_suffix(".py")
        if not script.exists():
            absent.append(name)
            continue
        arrays = load_file(arrays_path)
        scope = {}
        try:
            exec(script.read_text(encoding="utf-8"), scope)
            net = scope["Net"]()
            state = load_file(arrays_path.with_suffix(".state.safetensors"))
            missing, unknown = net.load_state_dict(state, strict=False)
            own = dict(net.state_dict())
            borrowed = [one for one in missing if any(own[one].data_ptr() == own[kept].data_ptr() for kept in state)]
            if unknown or len(borrowed) < len(missing):
                raise ValueError(f"missing {missing}, unknown {unknown}")
            net.eval()
            for at in range(3):
                if f"input{at}" not in arrays:
                    continue
                given, expected = arrays[f"input{at}"], arrays[f"answer{at}"]
                with torch.no_grad():
                    found = net(given)
                scale = (expected.max() - expected.min()).item() or 1.0
                far = (found.reshape(expected.shape) - expected).abs().max().item() / scale
                runs += 1
                worst = max(worst, (far, name))
                if not far <= LIMIT:
                    wrong.append(f"{name}, size {at}: {far:.2e} of the range")
        except Exception as error:
            wrong.append(f"{name}: {type(error).__name__}: {str(error)[:300]}")
    for words in wrong:
        print(words)
    print(f"{runs} runs, farthest {worst[0]:.2e} of the range ({worst[1]}); {len(wrong)} wrong")
    print(f"{len(absent)} have no form there: {', '.join(absent[:8])}")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
