"""Writes the small files of PyTorch in `tests/data/torch`: state dicts as people save them, of one network, and what
it answers.

    python torch_state.py FOLDER

Written for torch 2.15 and safetensors 0.8.
"""

import collections
import json
import os
import sys

import torch
from safetensors.torch import save_file
from torch import nn

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
torch.manual_seed(1)
net = nn.Sequential(
    collections.OrderedDict(
        features=nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.BatchNorm2d(2), nn.ReLU()),
        flat=nn.Flatten(),
        classifier=nn.Linear(2 * 6 * 6, 10),
    )
)
with torch.no_grad():
    net.features[1].weight.uniform_(0.5, 1.5)
    net.features[1].bias.uniform_(-0.5, 0.5)
    net.features[1].running_mean.uniform_(-0.2, 0.2)
    net.features[1].running_var.uniform_(0.5, 1.5)
net.eval()
state = net.state_dict()
picture = torch.rand(1, 1, 6, 6)


def path(name):
    return os.path.join(folder, name)


torch.save(state, path("plain.pth"))
wrapped = {f"module.{name}": array for name, array in state.items()}
optimizer = torch.optim.Adam(net.parameters())
torch.save({"epoch": 3, "state_dict": wrapped, "optimizer": optimizer.state_dict()}, path("checkpoint.pth"))
half = {name: array.half() if array.is_floating_point() else array for name, array in state.items()}
torch.save(half, path("half.pth"))
turned = dict(state)
turned["features.0.weight"] = state["features.0.weight"].permute(3, 2, 1, 0).contiguous().permute(3, 2, 1, 0)
turned["classifier.weight"] = state["classifier.weight"].t().contiguous().t()
torch.save(turned, path("turned.pth"))
torch.save(net, path("whole.pth"))
save_file(state, path("plain.safetensors"))
save_file(
    {name: array.bfloat16() if array.is_floating_point() else array for name, array in state.items()},
    path("bfloat.safetensors"),
)
with torch.no_grad():
    answers = {"picture": picture.flatten().tolist(), "answer": net(picture)[0].tolist()}
with open(path("answers.json"), "w", encoding="utf-8") as file:
    json.dump(answers, file)
