"""Exports experiments as programs for PyTorch and runs them: the first judgement of the run's weights against what
Lemida counted, a training anew in one process and in two, and the way back.

    python torch_script.py LEMIDA [FOLDER]

Needs torch, numpy and safetensors. `--quick` runs few steps of each. Written for torch 2.15.
"""

import os
import re
import subprocess
import sys
import tempfile

QUICK = "--quick" in sys.argv
arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
LEMIDA = os.path.abspath(arguments[0])
FOLDER = arguments[1] if len(arguments) > 1 else tempfile.mkdtemp()

# Experiments, settings over them, steps, and by how much two trainings may differ (dB, points, R2).
CASES = [
    ("denoise-quick", [], None, 0.1),
    ("digits-cnn", [], None, 0.4),
    ("denoise-unet", [], 60, 1.5),
    ("denoise-dncnn", [], 40, 2.0),
    ("denoise-diffusion", [], 40, 3.0),
    ("photos-cnn", [], 60, 15.0),
    ("points-xor", [], None, 6.0),
    ("digits-mlp", ["optimizer=muon"], 200, 3.0),
    ("denoise-quick", ["task=noise2noise", "noise=poisson"], 60, 3.0),
    ("denoise-quick", ["task=noise2void", "noise=uniform"], 60, 3.0),
    ("denoise-quick", ["task=restore", "operator=blur"], 60, 3.0),
    ("denoise-quick", ["task=restore", "operator=down-sample", "noise=speckle"], 60, 3.0),
    ("denoise-colour", ["task=restore", "operator=mask", "noise=salt-and-pepper"], 60, 3.0),
    ("points-circle", ["loss=hinge", "optimizer=rmsprop", "schedule=warm-up"], 300, 8.0),
    ("fashion-cnn", ["loss=mean-squared", "optimizer=nesterov", "schedule=step", "learning_rate=0.02"], 100, 15.0),
]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=FOLDER)
    if done.returncode:
        sys.exit(f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def last_number(pattern, text):
    return float(re.findall(pattern, text)[-1].replace("−", "-"))


def score(text):
    return last_number(r"(?:PSNR in dB|% right|R2) (-?[\d.]+)", text)


wrong = 0
for number, (name, settings, steps, most) in enumerate(CASES):
    if QUICK:
        steps = min(steps or 20, 20)
    label = f"{number:02}-{name}"
    extra = [word for setting in settings for word in ("--set", setting)]
    extra += ["--steps", str(steps)] if steps else []
    runs = os.path.join(FOLDER, f"{label}-runs")
    run(LEMIDA, "sweep", name, *extra, "--seeds", "1", "--out", runs)
    place = os.path.join(runs, os.listdir(runs)[0])
    told = run(LEMIDA, "info", place)
    script = os.path.join(FOLDER, f"{label}.py")
    run(LEMIDA, "export", place, "-o", script)
    judged = score(run(sys.executable, script, "--judge"))
    one = run(sys.executable, script, "--output", f"{place}.one.safetensors")
    two = run(
        sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", script,
        "--output", f"{place}.two.safetensors",
    )
    back = run(LEMIDA, "info", f"{place}.one.safetensors")
    again = run(LEMIDA, "import", f"{place}.two.safetensors", "--into", place, "-o", f"{place}.back.safetensors")
    print(f"{label} {' '.join(settings)}")
    for line in told.splitlines():
        if "held out" in line or "held-out" in line or "best" in line:
            print(f"    Lemida: {line.strip()}")
    print(f"    judged there {judged:.3f}; trained there {score(one):.3f}, in two processes {score(two):.3f}")
    print(f"    back: {back.strip().splitlines()[0]}; {again.strip().splitlines()[-1]}", flush=True)
    if QUICK:
        continue
    for other in (one, two):
        if abs(score(other) - judged) > most:
            wrong += 1
            print(f"    TOO FAR from the run: {abs(score(other) - judged):.3f} > {most}")
print("all as they should be" if wrong == 0 else f"{wrong} wrong")
sys.exit(wrong > 0)
