class Examples(torch.utils.data.Dataset):
    """Examples of one shape with what is to be answered."""

    def __init__(self, tensors, part="train"):
        self.inputs, self.targets = tensors[f"{part}.inputs"], tensors[f"{part}.targets"]

    def __len__(self):
        return len(self.inputs)

    def __getitem__(self, index):
        return as_numbers(self.inputs[index]), self.targets[index]


def held_out(tensors, most):
    """The held-out examples, the first `most` of them, some at a time."""
    examples = Examples(tensors, "held_out")
    for first in range(0, min(most, len(examples)), 64):
        some = [examples[at] for at in range(first, min(first + 64, most, len(examples)))]
        yield torch.stack([one for one, _ in some]), torch.stack([other for _, other in some])


