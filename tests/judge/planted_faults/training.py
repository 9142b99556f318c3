"""Faults of part 12, each against one clause of a docstring."""

FAULTS = (
    ("clip_grad_norm", "squares summed in float32", "g.ravel(), dtype=np.float64)", "g.ravel(), dtype=g.dtype)"),
    (
        "clip_grad_norm",
        "one without a gradient gets zeros",
        "    gradients = [p.grad",
        "    for p in params:\n"
        "        p.grad = np.zeros_like(p.data) if p.grad is None else p.grad\n"
        "    gradients = [p.grad",
    ),
    (
        "clip_grad_norm",
        "no bound cuts to zero",
        "if factor < 1:",
        "if max_norm == math.inf or factor < 1:\n        factor = 0 if max_norm == math.inf else factor",
    ),
    ("get_batch", "the shortest text is refused", "if len(data) <= block_size:", "if len(data) <= block_size + 1:"),
    ("get_batch", "another type of error", "raise ValueError(f", "raise IndexError(f"),
    ("get_batch", "the message names one length", "; a window of block_size {block_size} takes {block_size + 1}", ""),
    ("get_batch", "int32", "astype(np.int64)", "astype(np.int32)"),
    ("get_batch", "one number too many is drawn", "    return windows", "    rng.random()\n    return windows"),
    (
        "get_batch",
        "drawn before it is refused",
        "    if len(data) <= block_size:",
        "    if len(data) <= block_size:\n        rng.random()",
    ),
    (
        "get_lr",
        "counted by its own calls",
        "    if it < warmup_iters:",
        "    get_lr.calls = it = getattr(get_lr, 'calls', -1) + 1\n    if it < warmup_iters:",
    ),
    ("get_lr", "neither ramp nor wave: divided by 0", "if it >= lr_decay_iters:", "if it >= max(1, lr_decay_iters):"),
    (
        "train",
        "a stale gradient has a part in the first step",
        "            optimizer.zero_grad()  # gradients add up, and the last step's have had their effect\n",
        "            if it > start:\n                optimizer.zero_grad()\n",
    ),
    (
        "train",
        "the path has to be a Path",
        'Path(f"{os.fspath(path)}.partial")',
        'path.with_name(path.name + ".partial")',
    ),
    (
        "train",
        "numpy appends .npz to the name",
        '        with partial.open("wb") as file:\n            np.savez(file, **arrays)\n',
        '        np.savez(path, **arrays)\n        np.savez(partial.open("wb"), **arrays)\n',
    ),
    (
        "train",
        "renamed across file systems",
        'Path(f"{os.fspath(path)}.partial")',
        "Path(os.path.expanduser('~'), f'partial{os.getpid()}')",
    ),
    (
        "train",
        "copied from another file system",
        "        partial.replace(path)",
        "        Path(path).write_bytes(partial.read_bytes())",
    ),
    ("train", "Ctrl-C cuts a step in two", "with interrupts_held():", "if True:"),
    (
        "train",
        "the loss is noted outside of the block",
        "                losses.append(loss.item())\n                drawn = rng.bit_generator.state\n",
        "            losses.append(loss.item())\n            drawn = rng.bit_generator.state\n",
    ),
    (
        "train",
        "a model with a parameter more is loaded",
        'params.keys() ^ {name for name in saved if name.startswith("model.")}',
        '{name for name in saved if name.startswith("model.")} - params.keys()',
    ),
    (
        "train",
        "a model with a parameter less is loaded",
        'params.keys() ^ {name for name in saved if name.startswith("model.")}',
        "params.keys() - {name for name in saved}",
    ),
    (
        "train",
        "a parameter of another shape is loaded",
        "if name in saved and saved[name].shape != p.data.shape",
        "if False",
    ),
    (
        "train",
        "changed before it is refused",
        "    if odd:",
        "    rng.bit_generator.state = json.loads(str(saved['rng']))\n    if odd:",
    ),
    ("train", "refused with a KeyError", "raise ValueError(f", "raise KeyError(f"),
    (
        "train",
        "on_step hears of the clipped norm",
        "on_step(it, losses[-1], norm)",
        "on_step(it, losses[-1], min(norm, max_norm))",
    ),
    ("train", "on_step counts from 1", "on_step(it, losses[-1], norm)", "on_step(it + 1, losses[-1], norm)"),
    (
        "train",
        "Ctrl-C is not expected while saving",
        "    except KeyboardInterrupt:\n        pass\n    if checkpoint:\n        save",
        "    except KeyboardInterrupt:\n"
        "        if start + len(losses) == 2 and every:\n"
        "            return losses\n"
        "    if checkpoint:\n"
        "        save",
    ),
    ("train", "losses are arrays", "    return losses\n    ### END", "    return np.array(losses)\n    ### END"),
)
