def vary(pictures):
    """Training pictures moved, mirrored, turned, made lighter or darker at random."""
    count, _, height, width = pictures.shape
    places = lambda length: torch.arange(length, dtype=torch.float32) - (length - 1) / 2
    y, x = torch.meshgrid(places(height), places(width), indexing="ij")
    y, x = y.expand(count, -1, -1), x.expand(count, -1, -1)
    if MIRROR:
        x = x * (1 - 2 * torch.randint(2, (count, 1, 1)))
    moved = [torch.randint(-SHIFT, SHIFT + 1, (count, 1, 1)) for _ in range(2)]
    y, x = y - moved[0], x - moved[1]
    inside = (y.abs() < height / 2) & (x.abs() < width / 2)
    angle = math.radians(TURN) * (2 * torch.rand(count, 1, 1) - 1)
    y, x = angle.cos() * y - angle.sin() * x, angle.sin() * y + angle.cos() * x
    grid = torch.stack([x * 2 / max(width - 1, 1), y * 2 / max(height - 1, 1)], -1)
    pictures = F.grid_sample(pictures, grid, padding_mode="border", align_corners=True)
    pictures = pictures * inside[:, None]
    if LIGHT > 0:
        light = 1 + LIGHT * (2 * torch.rand(count, 1, 1, 1) - 1)
        pictures = (pictures * light).clamp(0, 1)
    return pictures


