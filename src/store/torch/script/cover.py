def cover(noisy):
    """Covers some pixels by others near them; the network is asked for what they were (Krull and others 2019)."""
    count, channels, height, width = noisy.shape
    pixels = height * width
    covered = min(max(round(pixels * COVERED), 1), pixels)
    at = torch.randint(pixels, (count, covered))
    y, x = at // width, at % width
    for _ in range(100):
        near_y = (y + torch.randint(-REACH, REACH + 1, y.shape)).clamp(0, height - 1)
        near_x = (x + torch.randint(-REACH, REACH + 1, x.shape)).clamp(0, width - 1)
        near = near_y * width + near_x if _ == 0 else torch.where(near == at, near_y * width + near_x, near)
        if not (near == at).any():
            break
    flat = noisy.flatten(2)
    asked = torch.zeros(count, pixels, dtype=torch.bool).scatter(1, at, True)
    places = lambda which: which[:, None].expand(-1, channels, -1)
    seen = flat.scatter(2, places(at), flat.gather(2, places(near)))
    asked = asked[:, None].expand(-1, channels, -1).reshape(noisy.shape)
    return seen.reshape(noisy.shape), torch.where(asked, noisy, torch.nan)


