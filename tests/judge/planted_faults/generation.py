"""Faults in the solutions of part 14, by clauses of their docstrings: what is wrong, a text, what stands there."""

SAMPLE_NEXT_TOKEN = [
    ("every unseeded run draws the same", "rng = np.random.default_rng() if", "rng = np.random.default_rng(0) if"),
    ("unseeded runs follow np.random.seed", "rng = np.random.default_rng() if", "rng = np.random.mtrand._rand if"),
    ("one token more where top_p is reached", "p[order[before >= top_p]] = 0", "p[order[before > top_p]] = 0"),
    (
        "one token less where top_p is reached",
        "p[order[before >= top_p]] = 0",
        "p[order[1:][before[1:] + p[order][1:] >= top_p]] = 0",
    ),
    (
        "top_p of a sum that is not 1 again",
        "    p /= p.sum()\n    if top_p",
        "    p /= np.exp((logits - logits.max()) / temperature).sum()\n    if top_p",
    ),
    (
        "top_k as large as V is refused",
        "    if top_k is not None and top_k < 1:",
        "    if top_k is not None and not 1 <= top_k < len(logits):",
    ),
    ("only a top_k of 0 is refused", "top_k is not None and top_k < 1", "top_k == 0"),
    ("a negative top_p is taken", "not 0 < top_p <= 1", "(top_p == 0 or top_p > 1)"),
    (
        "temperature 0 does not look at top_k",
        "if top_k is not None and top_k < 1:",
        "if top_k is not None and temperature and top_k < 1:",
    ),
    (
        "temperature 0 draws a number",
        "        return int(np.argmax(logits))",
        "        rng is None or rng.random()\n        return int(np.argmax(logits))",
    ),
    (
        "drawn before it is refused",
        "    if not temperature >= 0:",
        "    if rng is not None and not temperature >= 0:\n        rng.random()\n    if not temperature >= 0:",
    ),
    (
        "a float",
        '    return int(np.searchsorted(ends / ends[-1], rng.random(), side="right"))',
        '    return float(np.searchsorted(ends / ends[-1], rng.random(), side="right"))',
    ),
    ("the last of equals", "return int(np.argmax(logits))", "return len(logits) - 1 - int(np.argmax(logits[::-1]))"),
]

KV_CACHE = [
    (
        "the shape's axes in another order",
        "np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)",
        "np.zeros((2, n_layer, batch, n_head, head_dim, capacity), dtype).swapaxes(-1, -2)[..., :capacity - 1, :]",
    ),
    (
        "append moves the length",
        "        self.values[layer, :, :, self.length : end] = V\n",
        (
            "        self.values[layer, :, :, self.length : end] = V\n"
            "        if layer == len(self.keys) - 1:\n"
            "            self.length = end\n"
            "            self.advance = lambda T: None\n"
        ),
    ),
    (
        "append fills what is left, then raises",
        '            raise ValueError(f"{end} tokens do not fit',
        (
            "            self.keys[layer, :, :, self.length :] = K[:, :, : self.keys.shape[3] - self.length]\n"
            '            raise ValueError(f"{end} tokens do not fit'
        ),
    ),
    (
        "append refuses by an IndexError",
        'raise ValueError(f"{end} tokens do not fit',
        'raise IndexError(f"{end} tokens do not fit',
    ),
    ("the last place cannot be taken", "if end > self.keys.shape[3]:", "if end >= self.keys.shape[3]:"),
    (
        "all caches share their arrays",
        "        self.keys, self.values = np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)\n",
        (
            "        shape = (2, n_layer, batch, n_head, capacity, head_dim)\n"
            "        kept = KVCache.__dict__.get('kept', {})\n"
            "        KVCache.kept = kept\n"
            "        self.keys, self.values = kept.setdefault((shape, dtype), np.zeros(shape, dtype))\n"
        ),
    ),
    (
        "the cache is emptied when tokens are refused",
        '        raise ValueError(f"{start + T} tokens are more',
        '        cache.length = 0\n        raise ValueError(f"{start + T} tokens are more',
    ),
    ("places beyond W_p are not looked at", "    if start + T > len(W_p):", "    if start > len(W_p):"),
    (
        "h.1 takes weights of h.10",
        'key.removeprefix(f"h.{i}."): array for key, array in params.items() if key.startswith(f"h.{i}.")',
        'key.split(".")[-1]: array for key, array in params.items() if key.startswith(f"h.{i}")',
    ),
    (
        "layers in the order of their names as text",
        '    for i in range(sum(key.endswith(".ln1_g") for key in params)):',
        '    for i in sorted(range(sum(key.endswith(".ln1_g") for key in params)), key=str):',
    ),
    (
        "all biases or none",
        "    return given | {bias: _or_zeros(given, bias, weight) for bias, weight in WIDTH_OF.items()}",
        (
            "    if all(bias in given for bias in WIDTH_OF):\n"
            "        return given\n"
            "    return given | {bias: np.zeros(given[weight].shape[-1]) for bias, weight in WIDTH_OF.items()}"
        ),
    ),
    (
        "ids have to be signed",
        "    x = embedding(W_e, ids)[0]",
        "    x = embedding(W_e, -(-ids))[0] if ids.dtype.kind == 'i' else embedding(W_e, -ids)[0]",
    ),
    ("float64 unless a dtype is given: float32", "dtype: type = np.float64):", "dtype: type = np.float32):"),
    ("one head is taken for many", "split_heads(part, n_head)", "split_heads(part, max(n_head, 2))"),
]

GENERATE = [
    ("float ids", "return np.array(ids, dtype=np.int64)", "return np.array(ids, dtype=float)"),
    ("ids in int32", "return np.array(ids, dtype=np.int64)", "return np.array(ids, dtype=np.int32)"),
    ("on_token hears a float", "            on_token(token)", "            on_token(float(token))"),
    (
        "on_token hears all at the end",
        "        if on_token is not None:\n            on_token(token)\n        if token == stop:\n            break\n",
        (
            "        if token == stop:\n"
            "            break\n"
            "    for token in ids[len(prompt_ids) :] if on_token is not None else ():\n"
            "        on_token(token)\n"
        ),
    ),
    (
        "on_token does not hear of the last token",
        "        if on_token is not None:\n            on_token(token)\n        if token == stop:\n            break\n",
        "        if token == stop:\n            break\n        if on_token is not None:\n            on_token(token)\n",
    ),
    ("token 0 does not stop", "        if token == stop:", "        if stop and token == stop:"),
    ("a stop in the prompt stops", "    for _ in range(n_new):", "    for _ in range(0 if stop in ids else n_new):"),
    ("every unseeded text is the same", "rng = np.random.default_rng() if", "rng = np.random.default_rng(0) if"),
    (
        "only ten layers are counted",
        '    n_layer = sum(key.endswith(".ln1_g") for key in params)\n',
        '    n_layer = 1 + max([int(key[2]) for key in params if key.startswith("h.")], default=-1)\n',
    ),
    (
        "the prompt has to be an array",
        "ids = [int(token) for token in prompt_ids]",
        "ids = np.asarray(prompt_ids).tolist() if len(prompt_ids) == 0 else prompt_ids.tolist()",
    ),
    ("an empty prompt is fine where nothing is written", "    if not ids:", "    if not ids and n_new:"),
    ("-1 tokens are none", "    if n_new < 0:", "    if n_new < -1:"),
    (
        "top_p is left out beside top_k",
        "temperature, top_k, top_p, rng)",
        "temperature, top_k, None if top_k else top_p, rng)",
    ),
]
