def synchronised(net):
    """Batch norms that measure the examples of all processes together, on GPUs and on CPUs alike
    (`nn.SyncBatchNorm` works on GPUs only). Names and numbers stay as they are."""

    def forward(norm, x):
        if not norm.training or dist.get_world_size() == 1:
            return type(norm).forward(norm, x)
        axes = [axis for axis in range(x.dim()) if axis != 1]
        count = torch.full((1,), x.numel() / x.shape[1], device=x.device)
        sums = torch.cat([x.sum(axes), (x * x).sum(axes), count])
        sums = torch.distributed.nn.functional.all_reduce(sums)
        count = sums[-1]
        mean, square = (sums[:-1] / count).chunk(2)
        variance = square - mean * mean
        with torch.no_grad():
            norm.running_mean.lerp_(mean, norm.momentum)
            norm.running_var.lerp_(variance * count / (count - 1).clamp(min=1), norm.momentum)
            norm.num_batches_tracked += 1
        form = [1, -1] + [1] * (x.dim() - 2)
        scale = norm.weight * torch.rsqrt(variance + norm.eps)
        return (x - mean.reshape(form)) * scale.reshape(form) + norm.bias.reshape(form)

    for norm in net.modules():
        if isinstance(norm, (nn.BatchNorm1d, nn.BatchNorm2d)):
            norm.forward = functools.partial(forward, norm)
    return net


