def places(x):
    """Sines and cosines that say where each pixel is (Vaswani and others 2017)."""
    _, channels, height, width = x.shape

    def code(count, length):
        channel = torch.arange(count, dtype=torch.float64)
        rate = 10_000 ** (-(channel // 2 * 2) / count)
        angle = torch.arange(length, dtype=torch.float64)[None] * rate[:, None]
        return torch.where((channel % 2 == 0)[:, None], angle.sin(), angle.cos())

    if height == 1:
        codes = code(channels, width)[:, None]
    else:
        half = (channels + 1) // 2
        rows = code(half, height)[:, :, None].expand(-1, -1, width)
        columns = code(channels - half, width)[:, None].expand(-1, height, -1)
        codes = torch.cat([rows, columns])
    return codes.to(x)


