"""{group}: {count} runs with Ray Tune.

    pip install "ray[tune]"
    python sweep_ray.py

Each trial trains one run as a process of its own and reports its score on held-out examples as it goes. A run that was
broken off goes on from its last checkpoint, and one that has come to its end does nothing: the program may be started
again. At the end it prints the table; so does, at any time, `lemida sweep --collect` with this folder.

`lemida` is found on PATH, or LEMIDA names it. On several machines, this folder and the program must lie where all of
them see them under the same path.
"""

import csv
import json
import math
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from ray import tune

HERE = Path(__file__).resolve().parent
LEMIDA = shutil.which(os.environ.get("LEMIDA", "lemida"))
# Threads of a run, which Ray counts as CPUs. The scores are the same for any number.
CPUS = {cpus}
# Seconds between two reports of a trial: each keeps Ray busy for a moment, and small networks are judged often.
EVERY = 1.0

# Every run: its folder in runs/, its settings and its seed.
RUNS = [
{runs}
]


def curves(run):
    """The last step of a run, its last and its best score on held-out examples so far; None where there is none."""
    step, score, best = 0, None, None
    try:
        lines = list(csv.reader((HERE / "runs" / run / "curves.csv").read_text().splitlines()))
    except FileNotFoundError:
        lines = []
    # step, loss, score, learning rate; of a validation: step, three empty cells, loss, score, examples.
    for line in lines[1:]:
        if len(line) == 7:
            step = max(step, int(line[0]))
            if line[5]:
                score = float(line[5])
                best = better(best, score)
    return {"step": step, "score": score, "best": best}


def better(best, score):
    """The better of two scores; what is no number is none."""
    if score is None or not math.isfinite(score):
        return best
    return score if best is None else max(best, score)


def train(config):
    run = config["run"]["run"]
    command = [LEMIDA, "train", str(HERE / "runs" / run), "--resume", "--unless-ended", "--json"]
    command += ["--threads", str(CPUS)]
    best, failed, told = curves(run)["best"], "it says nothing more", -EVERY
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "validation":
                score = event["metric"]
                best = better(best, score)
                if time.monotonic() - told >= EVERY:
                    told = time.monotonic()
                    tune.report({"step": event["step"], "score": score, "best": best})
            elif event["event"] == "failed":
                failed = event["message"]
        if process.wait() != 0:
            raise RuntimeError(f"run {run} ended with code {process.returncode}: {failed}")
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    tune.report(curves(run))


def name(trial):
    return "run_" + trial.config["run"]["run"]


if __name__ == "__main__":
    if LEMIDA is None:
        sys.exit("there is no lemida on PATH: say where it lies, as in LEMIDA=~/bin/lemida python sweep_ray.py")
    tuner = tune.Tuner(
        tune.with_resources(train, {"cpu": CPUS}),
        param_space={"run": tune.grid_search(RUNS)},
        tune_config=tune.TuneConfig(metric="best", mode="max", trial_name_creator=name),
        run_config=tune.RunConfig(name="lemida-sweep", storage_path=str(HERE / "ray")),
    )
    tuner.fit()
    sys.exit(subprocess.run([LEMIDA, "sweep", "--collect", str(HERE)]).returncode)
