def lose(x):
    """Blocks of pixels become their mean, at the right and at the bottom what is left of them."""
    height, width = x.shape[2:]
    more = (0, -width % BLOCK, 0, -height % BLOCK)
    inside = F.pad(torch.ones_like(x), more)
    share = F.avg_pool2d(inside, BLOCK)
    mean = F.avg_pool2d(F.pad(x, more), BLOCK) / share
    return mean.repeat_interleave(BLOCK, 2).repeat_interleave(BLOCK, 3)[:, :, :height, :width]


