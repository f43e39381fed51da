def as_numbers(pixels):
    """Bytes as numbers from 0 to 1, other numbers as they are."""
    return pixels / 255 if pixels.dtype == torch.uint8 else pixels


class Draws(torch.utils.data.Sampler):
    """The examples of a stretch of steps: drawn anew for each step, the same whatever the number of processes, each
    of which takes its own of them."""

    def __init__(self, examples, rank, world):
        self.examples, self.rank, self.world, self.epoch = examples, rank, world, 0

    def set_epoch(self, epoch):
        self.epoch = epoch

    def __len__(self):
        return steps_of(self.epoch)

    def __iter__(self):
        random = torch.Generator().manual_seed(SEED * 1_000_003 + self.epoch)
        for _ in range(len(self)):
            drawn = torch.randint(self.examples, (BATCH,), generator=random)
            yield drawn[self.rank :: self.world].tolist()


def steps_of(epoch):
    """How many steps lie between two validations."""
    return min(VALIDATE_EVERY, STEPS - epoch * VALIDATE_EVERY)


def judged_on(tensors, how_many):
    """Held-out examples with what is to be answered, spoiled in a way that is always the same."""
    with torch.random.fork_rng(devices=[]):
        for number, (clean, target) in enumerate(held_out(tensors, how_many)):
            torch.manual_seed(SEED * 1_000_003 + number)
            yield asked(clean, target, judging=True)


@torch.no_grad()
def judge(net, examples, rank, world, device):
    """Loss and metric on held-out examples, of which each process judges its own: none is counted twice."""
    net.eval()
    sums = torch.zeros(4, dtype=torch.float64)
    for seen, target in itertools.islice(examples, rank, None, world):
        seen, target = seen.to(device), target.to(device)
        answer = answered(net, seen)
        earned, weight = metric(answer, target)
        sums += torch.tensor([loss_of(answer, target).item() * len(seen), len(seen), earned, weight])
    net.train()
    if world > 1:
        sums = sums.to(device, torch.float64 if device.type == "cpu" else torch.float32)
        dist.all_reduce(sums)
    loss, count, earned, weight = sums.tolist()
    return loss / max(count, 1), earned / max(weight, 1e-30)


def load(net, path):
    """Takes weights from a file: of Lemida, of this program, or of another one with the same network."""
    with safe_open(path, "pt") as file:
        texts = file.metadata() or {}
    state = {name.removeprefix("module."): array for name, array in load_file(path).items()}
    missing, unknown = net.load_state_dict(state, strict=False)
    missing = [name for name in missing if name not in texts and not name.endswith("num_batches_tracked")]
    if missing or unknown:
        sys.exit(f"{path}: not the weights of this network (missing {missing}, unknown {unknown})")
    return texts


def save(net, path, texts):
    """Writes weights that `load` and Lemida open; arrays that rows share are written once."""
    known, arrays = {}, {}
    texts = {key: text for key, text in texts.items() if key != "crc32"}
    for name, array in net.state_dict().items():
        first = known.setdefault((array.data_ptr(), array.shape) if array.numel() else name, name)
        if first == name:
            arrays[name] = array.detach().cpu().contiguous()
        else:
            texts[name] = first
    save_file(arrays, path, texts)


def begin():
    """This process's number, how many there are, and the device it works on."""
    world, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
    else:
        # torchrun gives each process one thread, however many cores there are.
        device = torch.device("cpu")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        torch.set_num_threads(max(1, cores // int(os.environ.get("LOCAL_WORLD_SIZE", 1))))
    if world > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
        if BATCH < world:
            sys.exit(f"a batch of {BATCH} examples cannot be shared among {world} processes")
    return rank, world, device


def main():
    here = os.path.splitext(os.path.abspath(__file__))[0]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", metavar="FILE", help="begin with these weights, not with new ones")
    parser.add_argument("--judge", action="store_true", help="only judge: the run's weights, or those of --weights")
    parser.add_argument("--output", metavar="FILE", default=f"{here}.trained.safetensors", help="the weights to write")
    options = parser.parse_args()

    rank, world, device = begin()
    say = print if rank == 0 else lambda *words: None
    tensors = load_file(f"{here}.data.safetensors")
    torch.manual_seed(SEED)
    net = Net()
    first_weights(net)
    with safe_open(f"{here}.weights.safetensors", "pt") as file:
        texts = file.metadata()
    start = options.weights or (f"{here}.weights.safetensors" if options.judge else None)
    if start:
        load(net, start)
    net.to(device)
    if options.judge:
        loss, score = judge(net, judged_on(tensors, EVERYTHING), rank, world, device)
        say(f"held-out examples: loss {loss:.6g}, {METRIC} {score * SCALE:.3f}")
        return

    model = net
    if world > 1:
        model = nn.parallel.DistributedDataParallel(synchronised(net), find_unused_parameters=UNUSED)
    some = list(judged_on(tensors, SOME))
    examples = Data(tensors)
    draws = Draws(len(examples), rank, world)
    loader = torch.utils.data.DataLoader(examples, batch_sampler=draws)
    optimizers = optimizers_of(net)
    # Each process draws noise of its own.
    torch.manual_seed(SEED * 1_000_003 + rank + 1)
    step, began = 0, time.monotonic()
    for epoch in range(-(-STEPS // VALIDATE_EVERY)):
        draws.set_epoch(epoch)
        for clean, target in loader:
            seen, target = asked(clean, target)
            loss = loss_of(model(seen.to(device)), target.to(device))
            for optimizer in optimizers:
                optimizer.zero_grad()
            # Gradients are averaged over the processes, whose shares of a batch may differ by one example.
            (loss * (len(seen) * world / BATCH)).backward()
            if CLIP > 0:
                nn.utils.clip_grad_norm_(net.parameters(), CLIP)
            for optimizer in optimizers:
                for group in optimizer.param_groups:
                    group["lr"] = LEARNING_RATE * rate(step)
                optimizer.step()
            step += 1
        held_out_loss, score = judge(net, some, rank, world, device)
        told = f"held-out loss {held_out_loss:.6g}, {METRIC} {score * SCALE:.3f}"
        say(f"step {step} of {STEPS}: loss {loss.item():.6g}, {told}")
    loss, score = judge(net, judged_on(tensors, EVERYTHING), rank, world, device)
    say(f"all held-out examples: loss {loss:.6g}, {METRIC} {score * SCALE:.3f}, {time.monotonic() - began:.0f} s")
    if rank == 0:
        save(net, options.output, {**texts, "steps": str(step)})
        say(f"written: {options.output}")
    if world > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
