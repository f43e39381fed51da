def blur(x):
    """A Gaussian blur; beyond its border a picture is mirrored, edge pixel twice."""
    reach = math.ceil(3 * RADIUS)
    kernel = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / RADIUS) ** 2)
    kernel = kernel / kernel.sum()
    for axis in (2, 3):
        length = x.shape[axis]
        places = torch.arange(-reach, length + reach) % (2 * length)
        places = torch.minimum(places, 2 * length - 1 - places)
        x = x.index_select(axis, places).unfold(axis, 2 * reach + 1, 1) @ kernel
    return x


