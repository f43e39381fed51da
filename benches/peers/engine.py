"""Compares Lemida's engine with PyTorch and onnxruntime, all in one run.

    python3 -m venv venv && venv/bin/pip install torch onnxruntime onnx onnxscript numpy
    cargo build --release --example peer
    venv/bin/python benches/peers/engine.py > benches/results/engine.md

First everyone computes the same function from the same weights: answers must agree within 1e-4 and gradients within 1e-3 (of the
largest). Then they take turns, A B A B …, each in a process of its own; the table holds medians over the turns of the
medians within each, in ms of processor time (wall time in brackets), the peak memory, and the ratio to the best peer.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PEER = os.path.join(ROOT, "target", "release", "examples", "peer")
WORKS = ["dncnn-8", "small-cnn", "mlp", "tiny", "dncnn-17"]


def module(work):
    import torch.nn as nn

    def dncnn(depth):
        rows = [nn.Conv2d(1, 64, 3, padding=1), nn.ReLU(inplace=True)]
        for _ in range(depth - 2):
            rows += [nn.Conv2d(64, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True)]
        return nn.Sequential(*rows, nn.Conv2d(64, 1, 3, padding=1))

    if work == "dncnn-8":
        return dncnn(8)
    if work == "dncnn-17":
        return dncnn(17)
    if work == "small-cnn":
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * 49, 128), nn.ReLU(), nn.Linear(128, 10))
    if work == "mlp":
        return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))
    return nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))


SHAPES = {"dncnn-8": (16, 40, 40, 1), "small-cnn": (64, 28, 28, 1), "mlp": (64, 784), "tiny": (10, 2), "dncnn-17": (1, 512, 512, 1)}
CLASSES = {"small-cnn", "mlp"}


def from_nhwc(array):
    return array.permute(0, 3, 1, 2).contiguous() if array.dim() == 4 else array


class Numbers:
    """What Lemida wrote: weights, input, target, answer, gradients."""

    def __init__(self, work, folder):
        import numpy
        import torch

        subprocess.run([PEER, work, "--numbers", folder], check=True)
        read = lambda name: torch.from_numpy(numpy.fromfile(os.path.join(folder, name), dtype="<f4"))
        self.input = from_nhwc(read("input").reshape(SHAPES[work]))
        self.answer = read("answer")
        self.gradients = read("gradients")
        self.target = read("target")
        self.weights = read("weights")
        self.work = work

    def layers(self, network):
        """(tensor of the module, how Lemida's numbers become it), in the order of Lemida's files."""
        import torch.nn as nn

        flat_after = None
        for layer in network:
            if isinstance(layer, nn.Conv2d):
                o, i, k, _ = layer.weight.shape
                yield layer.weight, lambda v, o=o, i=i, k=k: v.reshape(o, k, k, i).permute(0, 3, 1, 2), True
                if layer.bias is not None:
                    yield layer.bias, lambda v: v, True
                flat_after = o
            elif isinstance(layer, nn.Linear):
                o, i = layer.weight.shape
                if flat_after and i % (flat_after * 49) == 0:
                    # Lemida flattens [h, w, c], PyTorch [c, h, w].
                    c = flat_after
                    yield layer.weight, lambda v, o=o, c=c: v.reshape(o, 49, c).permute(0, 2, 1).reshape(o, 49 * c), True
                else:
                    yield layer.weight, lambda v, o=o, i=i: v.reshape(o, i), True
                yield layer.bias, lambda v: v, True
                flat_after = None
            elif isinstance(layer, nn.BatchNorm2d):
                yield layer.weight, lambda v: v, True
                yield layer.bias, lambda v: v, True
                yield layer.running_mean, lambda v: v, False
                yield layer.running_var, lambda v: v, False

    def fill(self, network):
        import torch

        at = 0
        with torch.no_grad():
            for tensor, shape, _ in self.layers(network):
                tensor.copy_(shape(self.weights[at:at + tensor.numel()]))
                at += tensor.numel()
        assert at == len(self.weights), "as many numbers as weights"

    def loss(self, answer):
        import torch

        if self.work in CLASSES:
            classes = torch.arange(len(answer)) * 7 % 10
            return torch.nn.functional.cross_entropy(answer, classes)
        shape = SHAPES[self.work]
        target = self.target.reshape((*shape[:-1], 1)) if answer.dim() == 4 else self.target.reshape(answer.shape)
        return torch.nn.functional.mse_loss(answer, from_nhwc(target))

    def check(self):
        import torch

        network = module(self.work)
        self.fill(network)
        train = self.work != "dncnn-17"
        network.train(train)
        answer = network(self.input)
        flat = answer.permute(0, 2, 3, 1).flatten() if answer.dim() == 4 else answer.flatten()
        off = (flat - self.answer).abs().max().item() / max(1.0, self.answer.abs().max().item())
        assert off < 1e-4, f"{self.work}: answers differ by {off}"
        if not train:
            return f"{self.work}: answers agree within {off:.1e}"
        self.loss(answer).backward()
        at, worst = 0, 0.0
        scale = max(t.grad.abs().max().item() for t, _, trained in self.layers(network) if trained)
        for tensor, shape, trained in self.layers(network):
            if trained:
                own = shape(self.gradients[at:at + tensor.numel()])
                worst = max(worst, (tensor.grad - own).abs().max().item() / scale)
                at += tensor.numel()
        assert worst < 1e-3, f"{self.work}: gradients differ by {worst}"
        return f"{self.work}: answers agree within {off:.1e}, gradients within {worst:.1e}"


def measure(pass_once, seconds):
    for _ in range(3):
        pass_once()
    start = time.perf_counter()
    pass_once()
    group = max(1, int(0.05 / max(1e-6, time.perf_counter() - start)) + 1)
    wall, cpu = [], []
    begin = time.perf_counter()
    while len(wall) < 3 or time.perf_counter() - begin < seconds:
        start, spent = time.perf_counter(), time.process_time()
        for _ in range(group):
            pass_once()
        wall.append((time.perf_counter() - start) * 1e3 / group)
        cpu.append((time.process_time() - spent) * 1e3 / group)
    # Not getrusage, which remembers the parent's memory.
    with open("/proc/self/status") as status:
        peak = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
    return {"cpu_ms": median(cpu), "wall_ms": median(wall), "peak_mb": int(peak) / 1024}


def median(values):
    return sorted(values)[len(values) // 2]


def run_torch(work, variant, threads, seconds):
    import torch

    torch.set_num_threads(threads)
    network = module(work)
    shape = SHAPES[work]
    x = from_nhwc(torch.rand(shape))
    if "channels_last" in variant:
        network, x = network.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    if work == "dncnn-17":
        network.eval()
        run = torch.compile(network) if "compile" in variant else network

        def step():
            with torch.inference_mode():
                run(x)
    else:
        optimizer = torch.optim.Adam(network.parameters(), 1e-3, fused=True)
        classes = torch.arange(shape[0]) * 7 % 10
        run = torch.compile(network) if "compile" in variant else network
        target = torch.rand_like(run(x))

        def step():
            optimizer.zero_grad(set_to_none=True)
            answer = run(x)
            loss = torch.nn.functional.cross_entropy(answer, classes) if work in CLASSES \
                else torch.nn.functional.mse_loss(answer, target)
            loss.backward()
            optimizer.step()

    return measure(step, seconds)


def run_onnx(work, threads, seconds, model):
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    x = numpy.random.rand(1, 1, 512, 512).astype(numpy.float32)
    return measure(lambda: session.run(None, {session.get_inputs()[0].name: x}), seconds)


def child(arguments, environment=None):
    out = subprocess.run(arguments, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    if out.returncode != 0:
        return None
    return json.loads(out.stdout.strip().splitlines()[-1])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--works", default=",".join(WORKS))
    options.add_argument("--threads", default="1,2")
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--seconds", type=float, default=3)
    options.add_argument("--compile", action="store_true", help="also torch.compile, which needs a C++ compiler")
    options.add_argument("--child", nargs=3, metavar=("WORK", "VARIANT", "THREADS"))
    options.add_argument("--model")
    given = options.parse_args()
    if given.child:
        work, variant, threads = given.child
        result = run_onnx(work, int(threads), given.seconds, given.model) if variant == "onnxruntime" \
            else run_torch(work, variant, int(threads), given.seconds)
        print(json.dumps(result))
        return
    works = given.works.split(",")
    print("# Lemida's engine beside its peers\n")
    import torch

    print(f"PyTorch {torch.__version__}, {open('/proc/cpuinfo').read().split('model name')[1].split(chr(10))[0].strip(' :' + chr(9))}, "
          f"{os.cpu_count()} cores. Made by `benches/peers/engine.py`; medians of {given.turns} turns.\n")
    with tempfile.TemporaryDirectory() as folder:
        for work in works:
            print("- " + Numbers(work, os.path.join(folder, work)).check(), flush=True)
        model = os.path.join(folder, "dncnn-17.onnx")
        if "dncnn-17" in works:
            network = module("dncnn-17").eval()
            torch.onnx.export(network, (torch.rand(1, 1, 512, 512),), model, dynamo=False)
        print("\n| work | threads | who | CPU ms (wall) | peak MB | Lemida ÷ it |\n|---|---|---|---|---|---|")
        for threads in given.threads.split(","):
            for work in works:
                contenders = ["lemida", "lemida, AVX2", "torch", "torch channels_last"]
                contenders += ["torch compile channels_last"] if given.compile else []
                contenders += ["lemida, in pieces", "onnxruntime"] if work == "dncnn-17" else []
                if work in ("mlp", "tiny"):
                    contenders = [c for c in contenders if "channels_last" not in c or "compile" in c]
                found = {name: [] for name in contenders}
                for _ in range(given.turns):
                    for name in contenders:
                        if name.startswith("lemida"):
                            environment = {"LEMIDA_SIMD": "avx2"} if "AVX2" in name else {}
                            own = work + "-pieces" if "pieces" in name else work
                            result = child([PEER, own, "--threads", threads, "--seconds", str(given.seconds)], environment)
                        else:
                            more = ["--model", model] if name == "onnxruntime" else []
                            result = child([sys.executable, __file__, "--child", work, name, threads,
                                            "--seconds", str(given.seconds), *more])
                        if result:
                            found[name].append(result)
                figure = lambda name, key: median([r[key] for r in found[name]])
                for name in contenders:
                    if not found[name]:
                        print(f"| {work} | {threads} | {name} | did not run | | |", flush=True)
                        continue
                    key = "cpu_ms" if threads == "1" else "wall_ms"
                    ratio = "" if name.startswith("lemida") else " · ".join(
                        f"{figure(own, key) / figure(name, key):.2f}" for own in contenders if own.startswith("lemida") and found[own])
                    print(f"| {work} | {threads} | {name} | {figure(name, 'cpu_ms'):.3f} ({figure(name, 'wall_ms'):.3f}) "
                          f"| {figure(name, 'peak_mb'):.0f} | {ratio} |", flush=True)


if __name__ == "__main__":
    main()
