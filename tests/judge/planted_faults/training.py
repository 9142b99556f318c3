"""Faults in the solutions of part 12, by clauses of their docstrings: what is wrong, a text, what stands there."""

CLIP_GRAD_NORM = [
    ("squares summed in float32", "g.ravel(), dtype=np.float64)", "g.ravel(), dtype=g.dtype)"),
    (
        "one without a gradient gets zeros",
        "    gradients = [p.grad",
        (
            "    for p in params:\n"
            "        p.grad = np.zeros_like(p.data) if p.grad is None else p.grad\n"
            "    gradients = [p.grad"
        ),
    ),
    (
        "no bound cuts to zero",
        "if factor < 1:",
        "if max_norm == math.inf or factor < 1:\n        factor = 0 if max_norm == math.inf else factor",
    ),
]

GET_BATCH = [
    ("the shortest text is refused", "if len(data) <= block_size:", "if len(data) <= block_size + 1:"),
    ("another type of error", "raise ValueError(f", "raise IndexError(f"),
    ("the message names one length", "; a window of block_size {block_size} takes {block_size + 1}", ""),
    ("int32", "astype(np.int64)", "astype(np.int32)"),
    ("one number too many is drawn", "    return windows", "    rng.random()\n    return windows"),
    (
        "drawn before it is refused",
        "    if len(data) <= block_size:",
        "    if len(data) <= block_size:\n        rng.random()",
    ),
]

GET_LR = [
    (
        "counted by its own calls",
        "    if it < warmup_iters:",
        "    get_lr.calls = it = getattr(get_lr, 'calls', -1) + 1\n    if it < warmup_iters:",
    ),
    ("neither ramp nor wave: divided by 0", "if it >= lr_decay_iters:", "if it >= max(1, lr_decay_iters):"),
]

TRAIN = [
    (
        "a stale gradient has a part in the first step",
        "            optimizer.zero_grad()  # gradients add up, and the last step's have had their effect\n",
        "            if it > start:\n                optimizer.zero_grad()\n",
    ),
    ("the path has to be a Path", 'Path(f"{os.fspath(path)}.partial")', 'path.with_name(path.name + ".partial")'),
    (
        "numpy appends .npz to the name",
        '        with partial.open("wb") as file:\n            np.savez(file, **arrays)\n',
        '        np.savez(path, **arrays)\n        np.savez(partial.open("wb"), **arrays)\n',
    ),
    (
        "renamed across file systems",
        'Path(f"{os.fspath(path)}.partial")',
        "Path(os.path.expanduser('~'), f'partial{os.getpid()}')",
    ),
    (
        "copied from another file system",
        "        partial.replace(path)",
        "        Path(path).write_bytes(partial.read_bytes())",
    ),
    ("Ctrl-C cuts a step in two", "with interrupts_held():", "if True:"),
    (
        "the loss is noted outside of the block",
        "                losses.append(loss.item())\n                drawn = rng.bit_generator.state\n",
        "            losses.append(loss.item())\n            drawn = rng.bit_generator.state\n",
    ),
    (
        "a model with a parameter more is loaded",
        'params.keys() ^ {name for name in saved if name.startswith("model.")}',
        '{name for name in saved if name.startswith("model.")} - params.keys()',
    ),
    (
        "a model with a parameter less is loaded",
        'params.keys() ^ {name for name in saved if name.startswith("model.")}',
        "params.keys() - {name for name in saved}",
    ),
    ("a parameter of another shape is loaded", "if name in saved and saved[name].shape != p.data.shape", "if False"),
    (
        "changed before it is refused",
        "    if odd:",
        "    rng.bit_generator.state = json.loads(str(saved['rng']))\n    if odd:",
    ),
    ("refused with a KeyError", "raise ValueError(f", "raise KeyError(f"),
    (
        "on_step hears of the clipped norm",
        "on_step(it, losses[-1], norm)",
        "on_step(it, losses[-1], min(norm, max_norm))",
    ),
    ("on_step counts from 1", "on_step(it, losses[-1], norm)", "on_step(it + 1, losses[-1], norm)"),
    (
        "Ctrl-C is not expected while saving",
        "    except KeyboardInterrupt:\n        pass\n    if checkpoint:\n        save",
        (
            "    except KeyboardInterrupt:\n"
            "        if start + len(losses) == 2 and every:\n"
            "            return losses\n"
            "    if checkpoint:\n"
            "        save"
        ),
    ),
    ("losses are arrays", "    return losses\n    ### END", "    return np.array(losses)\n    ### END"),
]
