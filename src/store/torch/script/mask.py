def lose(x):
    """Loses pixels at random, in all channels."""
    return x * (torch.rand(x.shape[0], 1, *x.shape[2:]) >= LOST)


