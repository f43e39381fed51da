class Stretches(torch.utils.data.Dataset):
    """Stretches of a text, and the letter that follows each."""

    def __init__(self, tensors):
        self.letters = tensors["train.letters"]

    def __len__(self):
        return len(self.letters) - CONTEXT

    def __getitem__(self, index):
        return self.letters[index : index + CONTEXT].reshape(1, 1, -1), self.letters[index + CONTEXT]


def held_out(tensors, most):
    """Held-out stretches that lie evenly in the text's last part, some at a time."""
    letters = tensors["held_out.letters"]
    places = len(letters) - CONTEXT
    count = min(places, HELD_OUT)
    starts = [at * places // count for at in range(min(most, count))]
    for first in range(0, len(starts), 64):
        some = starts[first : first + 64]
        stretches = torch.stack([letters[start : start + CONTEXT].reshape(1, 1, -1) for start in some])
        yield stretches, torch.stack([letters[start + CONTEXT] for start in some])


