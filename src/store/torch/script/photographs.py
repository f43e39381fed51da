class Photographs(torch.utils.data.Dataset):
    """Patches of photographs: each time another one, flipped and turned where that is wanted."""

    def __init__(self, tensors):
        self.pictures = [tensors[name] for name in sorted(tensors) if name.startswith("train.")]

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        picture = self.pictures[index]
        y = int(torch.randint(picture.shape[1] - PATCH + 1, ()))
        x = int(torch.randint(picture.shape[2] - PATCH + 1, ()))
        patch = as_numbers(picture[:, y : y + PATCH, x : x + PATCH])
        if FLIPS:
            turns, flip = int(torch.randint(4, ())), int(torch.randint(2, ()))
            patch = torch.rot90(patch, turns, (1, 2))
            patch = patch.flip(2) if flip else patch
        return patch, torch.zeros(())


def held_out(tensors, side):
    """The held-out photographs; of those that are higher or wider than `side` pixels, the middle."""
    for name in sorted(name for name in tensors if name.startswith("held_out.")):
        picture = as_numbers(tensors[name])
        height, width = (min(length, side) for length in picture.shape[1:])
        y, x = (picture.shape[1] - height) // 2, (picture.shape[2] - width) // 2
        yield picture[None, :, y : y + height, x : x + width], torch.zeros(1)


