"""Faults planted in the solutions of parts 12 to 15, each against one clause of a docstring: all are refused."""

import pytest

from grader.course import registry
from tests.judge.ask_judge import replaced
from tests.judge.test_planted_faults import outcome, with_text

PARTS = ("part12_training", "part13_evaluation", "part14_generation", "part15_speed")

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
    (
        "per_token_cross_entropy",
        "float32 logits give float32",
        "    return np.log(total) + behind\n",
        "    return (np.log(total) + behind).astype(logits.dtype)\n",
    ),
    (
        "per_token_cross_entropy",
        "targets go through int8",
        "    at = targets[..., np.newaxis]",
        "    at = targets.astype(np.int8)[..., np.newaxis]",
    ),
    (
        "per_token_cross_entropy",
        "targets have to be signed",
        "    at = targets[..., np.newaxis]",
        "    at = (targets - 300)[..., np.newaxis] + 300 if targets.dtype != np.uint16 else "
        "(targets - np.uint16(300))[..., np.newaxis]",
    ),
    (
        "strided_perplexity",
        "a negative stride is taken",
        "if not 1 <= stride <= context:",
        "if stride == 0 or stride > context:",
    ),
    ("strided_perplexity", "no token at all is an IndexError", "    if N < 2:", "    ids[0]\n    if N < 2:"),
    (
        "strided_perplexity",
        "ids go through int16",
        "logits_of(ids[np.newaxis, begin:end])",
        "logits_of(ids[np.newaxis, begin:end].astype(np.int16))",
    ),
    (
        "strided_perplexity",
        "the text is written to",
        "    total, scored, done",
        "    ids[0] = ids[0]\n    total, scored, done",
    ),
    ("strided_perplexity", "a text of two tokens is refused", "    if N < 2:", "    if N < 3:"),
    ("strided_perplexity", "windows of two tokens are refused", "    if context < 2:", "    if context < 3:"),
    ("lambada", "ids in int16", "dtype=np.int64)  # (1, T)", "dtype=np.int16)  # (1, T)"),
    (
        "lambada",
        "cut at any white space",
        'context, space, word = passage.rpartition(" ")',
        '*before, word = passage.split()\n        context, space = " ".join(before), " "',
    ),
    ("lambada", "no passage: 0", 'raise ValueError("there is no passage to score")', "return 0.0, 0.0"),
    (
        "lambada",
        "an assertion in the place of a ValueError",
        'raise ValueError(f"{passage!r} has',
        'raise AssertionError(f"{passage!r} has',
    ),
    ("lambada", "accuracy in percent", "right / len(passages)", "100 * right / len(passages)"),
    (
        "lambada",
        "odd passages are left out",
        '            raise ValueError(f"{passage!r} has no last word with something before it")',
        "            continue",
    ),
    (
        "sample_next_token",
        "every unseeded run draws the same",
        "rng = np.random.default_rng() if",
        "rng = np.random.default_rng(0) if",
    ),
    (
        "sample_next_token",
        "unseeded runs follow np.random.seed",
        "rng = np.random.default_rng() if",
        "rng = np.random.mtrand._rand if",
    ),
    (
        "sample_next_token",
        "one token more where top_p is reached",
        "p[order[before >= top_p]] = 0",
        "p[order[before > top_p]] = 0",
    ),
    (
        "sample_next_token",
        "one token less where top_p is reached",
        "p[order[before >= top_p]] = 0",
        "p[order[1:][before[1:] + p[order][1:] >= top_p]] = 0",
    ),
    (
        "sample_next_token",
        "top_p of a sum that is not 1 again",
        "    p /= p.sum()\n    if top_p",
        "    p /= np.exp((logits - logits.max()) / temperature).sum()\n    if top_p",
    ),
    (
        "sample_next_token",
        "top_k as large as V is refused",
        "    if top_k is not None and top_k < 1:",
        "    if top_k is not None and not 1 <= top_k < len(logits):",
    ),
    ("sample_next_token", "only a top_k of 0 is refused", "top_k is not None and top_k < 1", "top_k == 0"),
    ("sample_next_token", "a negative top_p is taken", "not 0 < top_p <= 1", "(top_p == 0 or top_p > 1)"),
    (
        "sample_next_token",
        "temperature 0 does not look at top_k",
        "if top_k is not None and top_k < 1:",
        "if top_k is not None and temperature and top_k < 1:",
    ),
    (
        "sample_next_token",
        "temperature 0 draws a number",
        "        return int(np.argmax(logits))",
        "        rng is None or rng.random()\n        return int(np.argmax(logits))",
    ),
    (
        "sample_next_token",
        "drawn before it is refused",
        "    if not temperature >= 0:",
        "    if rng is not None and not temperature >= 0:\n        rng.random()\n    if not temperature >= 0:",
    ),
    (
        "sample_next_token",
        "a float",
        '    return int(np.searchsorted(ends / ends[-1], rng.random(), side="right"))',
        '    return float(np.searchsorted(ends / ends[-1], rng.random(), side="right"))',
    ),
    (
        "sample_next_token",
        "the last of equals",
        "return int(np.argmax(logits))",
        "return len(logits) - 1 - int(np.argmax(logits[::-1]))",
    ),
    (
        "KVCache",
        "the shape's axes in another order",
        "np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)",
        "np.zeros((2, n_layer, batch, n_head, head_dim, capacity), dtype).swapaxes(-1, -2)[..., :capacity - 1, :]",
    ),
    (
        "KVCache",
        "append moves the length",
        "        self.values[layer, :, :, self.length : end] = V\n",
        "        self.values[layer, :, :, self.length : end] = V\n"
        "        if layer == len(self.keys) - 1:\n"
        "            self.length = end\n"
        "            self.advance = lambda T: None\n",
    ),
    (
        "KVCache",
        "append fills what is left, then raises",
        '            raise ValueError(f"{end} tokens do not fit',
        "            self.keys[layer, :, :, self.length :] = K[:, :, : self.keys.shape[3] - self.length]\n"
        '            raise ValueError(f"{end} tokens do not fit',
    ),
    (
        "KVCache",
        "append refuses by an IndexError",
        'raise ValueError(f"{end} tokens do not fit',
        'raise IndexError(f"{end} tokens do not fit',
    ),
    ("KVCache", "the last place cannot be taken", "if end > self.keys.shape[3]:", "if end >= self.keys.shape[3]:"),
    (
        "KVCache",
        "all caches share their arrays",
        "        self.keys, self.values = np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)\n",
        "        shape = (2, n_layer, batch, n_head, capacity, head_dim)\n"
        "        kept = KVCache.__dict__.get('kept', {})\n"
        "        KVCache.kept = kept\n"
        "        self.keys, self.values = kept.setdefault((shape, dtype), np.zeros(shape, dtype))\n",
    ),
    (
        "KVCache",
        "the cache is emptied when tokens are refused",
        '        raise ValueError(f"{start + T} tokens are more',
        '        cache.length = 0\n        raise ValueError(f"{start + T} tokens are more',
    ),
    ("KVCache", "places beyond W_p are not looked at", "    if start + T > len(W_p):", "    if start > len(W_p):"),
    (
        "KVCache",
        "h.1 takes weights of h.10",
        'key.removeprefix(f"h.{i}."): array for key, array in params.items() if key.startswith(f"h.{i}.")',
        'key.split(".")[-1]: array for key, array in params.items() if key.startswith(f"h.{i}")',
    ),
    (
        "KVCache",
        "layers in the order of their names as text",
        '    for i in range(sum(key.endswith(".ln1_g") for key in params)):',
        '    for i in sorted(range(sum(key.endswith(".ln1_g") for key in params)), key=str):',
    ),
    (
        "KVCache",
        "all biases or none",
        "    return given | {bias: _or_zeros(given, bias, weight) for bias, weight in WIDTH_OF.items()}",
        "    if all(bias in given for bias in WIDTH_OF):\n"
        "        return given\n"
        "    return given | {bias: np.zeros(given[weight].shape[-1]) for bias, weight in WIDTH_OF.items()}",
    ),
    (
        "KVCache",
        "ids have to be signed",
        "    x = embedding(W_e, ids)[0]",
        "    x = embedding(W_e, -(-ids))[0] if ids.dtype.kind == 'i' else embedding(W_e, -ids)[0]",
    ),
    ("KVCache", "float64 unless a dtype is given: float32", "dtype: type = np.float64):", "dtype: type = np.float32):"),
    ("KVCache", "one head is taken for many", "split_heads(part, n_head)", "split_heads(part, max(n_head, 2))"),
    ("generate", "float ids", "return np.array(ids, dtype=np.int64)", "return np.array(ids, dtype=float)"),
    ("generate", "ids in int32", "return np.array(ids, dtype=np.int64)", "return np.array(ids, dtype=np.int32)"),
    ("generate", "on_token hears a float", "            on_token(token)", "            on_token(float(token))"),
    (
        "generate",
        "on_token hears all at the end",
        "        if on_token is not None:\n            on_token(token)\n        if token == stop:\n            break\n",
        "        if token == stop:\n"
        "            break\n"
        "    for token in ids[len(prompt_ids) :] if on_token is not None else ():\n"
        "        on_token(token)\n",
    ),
    (
        "generate",
        "on_token does not hear of the last token",
        "        if on_token is not None:\n            on_token(token)\n        if token == stop:\n            break\n",
        "        if token == stop:\n            break\n        if on_token is not None:\n            on_token(token)\n",
    ),
    ("generate", "token 0 does not stop", "        if token == stop:", "        if stop and token == stop:"),
    (
        "generate",
        "a stop in the prompt stops",
        "    for _ in range(n_new):",
        "    for _ in range(0 if stop in ids else n_new):",
    ),
    (
        "generate",
        "every unseeded text is the same",
        "rng = np.random.default_rng() if",
        "rng = np.random.default_rng(0) if",
    ),
    (
        "generate",
        "only ten layers are counted",
        '    n_layer = sum(key.endswith(".ln1_g") for key in params)\n',
        '    n_layer = 1 + max([int(key[2]) for key in params if key.startswith("h.")], default=-1)\n',
    ),
    (
        "generate",
        "the prompt has to be an array",
        "ids = [int(token) for token in prompt_ids]",
        "ids = np.asarray(prompt_ids).tolist() if len(prompt_ids) == 0 else prompt_ids.tolist()",
    ),
    ("generate", "an empty prompt is fine where nothing is written", "    if not ids:", "    if not ids and n_new:"),
    ("generate", "-1 tokens are none", "    if n_new < 0:", "    if n_new < -1:"),
    (
        "generate",
        "top_p is left out beside top_k",
        "temperature, top_k, top_p, rng)",
        "temperature, top_k, None if top_k else top_p, rng)",
    ),
    (
        "FastDecoder",
        "blocks in the order of their names as text",
        'for i in range(sum(key.endswith(".ln1_g") for key in params))]',
        'for i in sorted(range(sum(key.endswith(".ln1_g") for key in params)), key=str)]',
    ),
    (
        "FastDecoder",
        "the weights are copied",
        "= params, n_head, gelu, eps\n",
        "= {n: a.copy() for n, a in params.items()}, n_head, gelu, eps\n        params = self.params\n",
    ),
    (
        "FastDecoder",
        "all decoders share their memory",
        '        self.keys, self.values = np.zeros((2, *room), params["W_e"].dtype)\n',
        "        kept = FastDecoder.__dict__.get('kept', {})\n"
        "        FastDecoder.kept = kept\n"
        "        self.keys, self.values = kept.setdefault(room, np.zeros((2, *room), "
        'params["W_e"].dtype))\n',
    ),
    (
        "FastDecoder",
        "what fits of a chunk is read, then refused",
        '            raise ValueError(f"{len(ids)} tokens do not fit',
        '            self.length += len(ids) > 0\n            raise ValueError(f"{len(ids)} tokens do not fit',
    ),
    (
        "FastDecoder",
        "no token is an IndexError",
        "if not 0 < len(ids) <= self.n_ctx - self.length:",
        "if len(ids) > self.n_ctx - self.length or ids[0] < 0:",
    ),
    (
        "FastDecoder",
        "too many tokens are an assertion",
        '            raise ValueError(f"{len(ids)} tokens do not fit',
        '            raise AssertionError(f"{len(ids)} tokens do not fit',
    ),
    (
        "FastDecoder",
        "forget leaves the length",
        "self.length = 0  # what stands beyond",
        "self.length = max(0, self.length - 3)  # what stands beyond",
    ),
    (
        "FastDecoder",
        "logits (1, V)",
        'return p.get("W_head", p["W_e"]) @ n[0]  # (V, D) @ (D,) -> (V,)',
        'return (p.get("W_head", p["W_e"]) @ n[0])[None]',
    ),
    (
        "FastGPT2",
        "blocks in the order of their names as text",
        "        for i in range(self.n_layer):\n            last",
        "        for i in sorted(range(self.n_layer), key=str):\n            last",
    ),
    (
        "FastGPT2",
        "parameters are replaced, not changed",
        "        for name, theta in self.params.items():\n            m, v",
        "        for name in list(self.params):\n"
        "            theta = self.params[name] = self.params[name].copy()\n"
        "            m, v",
    ),
    (
        "FastGPT2",
        "all models share their memory",
        "        self.memory: dict[str, np.ndarray] = {}\n",
        "        self.memory = FastGPT2.__dict__.get('kept', {})\n        FastGPT2.kept = self.memory\n",
    ),
    (
        "FastGPT2",
        "places are sorted, and each once",
        "        n, _ = self._stream(ids, keep=False, places=places)",
        "        places = None if places is None else np.unique(places)\n"
        "        n, _ = self._stream(ids, keep=False, places=places)",
    ),
    (
        "FastGPT2",
        "all biases or none",
        "for b, W in BIASES.items() if b not in given}",
        "for b, W in BIASES.items() if 'b1' not in given}",
    ),
    (
        "FastGPT2",
        "take gives zeros each time",
        "return self.memory[name][:size].reshape(shape)",
        'return np.copyto(self.memory[name], 0 if name.startswith("of the") else '
        "self.memory[name]) or self.memory[name][:size].reshape(shape)",
    ),
    (
        "FastGPT2",
        "take grows by the name and the shape",
        "        size = int(np.prod(shape))\n",
        '        size, name = int(np.prod(shape)), f"{name} {shape}"\n',
    ),
    (
        "FastGPT2",
        "one decay for all",
        "decay = weight_decay if theta.ndim >= 2 else 0.0",
        "decay = weight_decay if theta.ndim >= 1 else 0.0",
    ),
    (
        "gelu_in_chunks",
        "float64 for float32",
        "h = np.empty(u.shape, u.dtype) if out is None else out",
        "h = np.empty(u.shape) if out is None else out",
    ),
    (
        "gelu_in_chunks",
        "u cannot be its own out",
        "            np.multiply(x[a:b], t_, out=y[a:b])",
        "            y[a:b] = t_\n            y[a:b] *= x[a:b]",
    ),
    (
        "gelu_in_chunks",
        "only the first chunk of the usual size",
        "    share(forward, x.size, least=chunk // 4)",
        "    share(forward, x.size if chunk < 65_536 else min(x.size, chunk), least=chunk // 4)",
    ),
    (
        "gelu_in_chunks",
        "backward returns another array than out",
        '        return {"u": du}',
        '        return {"u": du if out is None else np.zeros_like(du)}',
    ),
    (
        "layer_norm_rows",
        "a row left out between chunks of the usual size",
        "            at = slice(a, min(a + step, stop))\n            z, inv",
        "            at = slice(a, min(a + step - (chunk > 10_000), stop))\n            z, inv",
    ),
    (
        "layer_norm_rows",
        "a step of 0 rows where a row is long",
        "    step = max(1, chunk // D)",
        "    step = max(1, min(chunk // D, 100) if D < 100 else 1)\n    if D >= 100:\n        eps = 0.1",
    ),
    (
        "layer_norm_rows",
        "dgamma of the last range alone",
        "                np.add(dgamma, mine[0], out=dgamma)",
        "                dgamma[...] = mine[0]",
    ),
    (
        "blocked_attention",
        "blocks of the usual size are wrong",
        "    sizes = min(queries, S), min(keys, S)",
        "    sizes = min(queries, S), min(keys, S)\n    scale *= 1 + (queries < S > 500)",
    ),
    (
        "blocked_attention",
        "the arrays given to backward stay empty",
        '"V": np.empty_like(V)} if out is None else out\n',
        '"V": np.empty_like(V)}\n',
    ),
    (
        "adamw_in_chunks",
        "only the first chunk of the usual size",
        "    share(work, theta.size, least=chunk // 8)",
        "    share(work, theta.size if chunk < 131_072 else min(theta.size, chunk), least=chunk // 8)",
    ),
    (
        "adamw_in_chunks",
        "t goes up once a chunk",
        "            s *= step\n",
        "            s *= lr / (1 - beta1 ** (t + (a > start)))\n",
    ),
    (
        "adamw_in_chunks",
        "the last chunk is left out where it is not full",
        "for a in range(start, stop, chunk):",
        "for a in range(start, max(start + 1, stop - chunk + 1), chunk):",
    ),
    (
        "adamw_in_chunks",
        "the gradient is scaled on the way",
        "            s *= 1 - beta2\n",
        "            s *= 1 - beta2\n"
        "            g *= 1 + 1e-15 * (chunk == 7)\n"
        "            g -= 0 * g if chunk != 4 else 1e-9 * g\n",
    ),
    (
        "cross_entropy_in_place",
        "only the first chunk of the usual size",
        "    share(work, N, least=max(1, step // 4))",
        "    share(work, min(N, step) if chunk > 500_000 else N, least=max(1, step // 4))",
    ),
    (
        "cross_entropy_in_place",
        "a copy of each chunk",
        "            np.exp(rows, out=rows)\n",
        "            rows[...] = np.exp(rows)\n",
    ),
    (
        "cross_entropy_in_place",
        "no row counts: nan",
        "    count = max(1, np.count_nonzero(targets != ignore_index))",
        "    count = np.float64(np.count_nonzero(targets != ignore_index))",
    ),
    (
        "cross_entropy_in_place",
        "an array (1,) as the loss",
        "return float(losses.sum() / count)",
        "return losses.sum(keepdims=True) / count",
    ),
    (
        "scatter_add_rows",
        "ids go through int8",
        "    order = np.argsort(ids",
        "    ids = ids.astype(np.int8)\n    order = np.argsort(ids",
    ),
    (
        "scatter_add_rows",
        "a view that is a copy",
        "    dW[unique] += occurs @ dY",
        "    dW.reshape(-1)[(unique[:, None] * dW.shape[1] + np.arange(dW.shape[1])).ravel()] += (occurs @ dY).ravel()",
    ),
    (
        "scatter_add_rows",
        "the name is bound to a new array",
        "    dW[unique] += occurs @ dY",
        "    dW = dW.copy()\n    dW[unique] += occurs @ dY",
    ),
    (
        "share",
        "the caller only waits",
        "        try:\n            work(0, edges[1])\n",
        "        others.append(ThreadPoolExecutor(1).submit(work, 0, edges[1]))\n        try:\n            pass\n",
    ),
    (
        "share",
        "BLAS keeps one thread after an exception",
        "    with _blas().limit(limits=1):\n",
        "    limit, within = _blas().limit(limits=1), []\n"
        "    import contextlib\n"
        "    @contextlib.contextmanager\n"
        "    def limited():\n"
        "        yield\n"
        "        limit.unregister()\n"
        "    with limited():\n",
    ),
    (
        "share",
        "a thread less where each would have just `least` rows",
        "parts = min(blas_threads() if threads is None else threads, n // max(1, least))",
        "parts = min(blas_threads() if threads is None else threads, (n - 1) // max(1, least))",
    ),
    ("share", "never more than ten threads", "parts = min(blas_threads()", "parts = min(10, blas_threads()"),
    (
        "share",
        "the longer stretches first",
        "[n * i // parts for i in range(parts + 1)]",
        "[-(-n * i // parts) for i in range(parts + 1)]",
    ),
)
"""(exercise, what is wrong, a text of its solution, the text in its place)."""


@pytest.mark.parametrize(("name", "old", "new"), [(n, *texts) for n, _, *texts in FAULTS], ids=[f[1] for f in FAULTS])
def test_fault_is_refused(name, old, new):
    verdict = outcome(with_text(name, replaced(name, old, new)))
    assert verdict.exit_code in (1, 2)
    assert verdict.points < verdict.max_points


def test_every_exercise_of_these_parts_has_planted_faults():
    assert {name for name, *_ in FAULTS} == {name for part in PARTS for name in registry.names(part)}
