"""Faults in the solutions of part 15, by clauses of their docstrings: what is wrong, a text, what stands there."""

FAST_DECODER = [
    (
        "blocks in the order of their names as text",
        'for i in range(sum(key.endswith(".ln1_g") for key in params))]',
        'for i in sorted(range(sum(key.endswith(".ln1_g") for key in params)), key=str)]',
    ),
    (
        "the weights are copied",
        "= params, n_head, gelu, eps\n",
        "= {n: a.copy() for n, a in params.items()}, n_head, gelu, eps\n        params = self.params\n",
    ),
    (
        "all decoders share their memory",
        '        self.keys, self.values = np.zeros((2, *room), params["W_e"].dtype)\n',
        (
            "        kept = FastDecoder.__dict__.get('kept', {})\n"
            "        FastDecoder.kept = kept\n"
            "        self.keys, self.values = kept.setdefault(room, np.zeros((2, *room), "
            'params["W_e"].dtype))\n'
        ),
    ),
    (
        "what fits of a chunk is read, then refused",
        '            raise ValueError(f"{len(ids)} tokens do not fit',
        '            self.length += len(ids) > 0\n            raise ValueError(f"{len(ids)} tokens do not fit',
    ),
    (
        "no token is an IndexError",
        "if not 0 < len(ids) <= self.n_ctx - self.length:",
        "if len(ids) > self.n_ctx - self.length or ids[0] < 0:",
    ),
    (
        "too many tokens are an assertion",
        '            raise ValueError(f"{len(ids)} tokens do not fit',
        '            raise AssertionError(f"{len(ids)} tokens do not fit',
    ),
    (
        "forget leaves the length",
        "self.length = 0  # what stands beyond",
        "self.length = max(0, self.length - 3)  # what stands beyond",
    ),
    (
        "logits (1, V)",
        'return p.get("W_head", p["W_e"]) @ n[0]  # (V, D) @ (D,) -> (V,)',
        'return (p.get("W_head", p["W_e"]) @ n[0])[None]',
    ),
]

FAST_GPT2 = [
    (
        "blocks in the order of their names as text",
        "        for i in range(self.n_layer):\n            last",
        "        for i in sorted(range(self.n_layer), key=str):\n            last",
    ),
    (
        "parameters are replaced, not changed",
        "            theta = self.params[name]\n",
        "            theta = self.params[name] = self.params[name].copy()\n",
    ),
    (
        "all models share their memory",
        "        self.memory: dict[str, np.ndarray] = {}\n",
        "        self.memory = FastGPT2.__dict__.get('kept', {})\n        FastGPT2.kept = self.memory\n",
    ),
    (
        "places are sorted, and each once",
        "        n, _ = self._stream(ids, keep=False, places=places)",
        (
            "        places = None if places is None else np.unique(places)\n"
            "        n, _ = self._stream(ids, keep=False, places=places)"
        ),
    ),
    (
        "all biases or none",
        "for b, W in BIASES.items() if b not in given}",
        "for b, W in BIASES.items() if 'b1' not in given}",
    ),
    (
        "take gives zeros each time",
        "return self.memory[name][:size].reshape(shape)",
        (
            'return np.copyto(self.memory[name], 0 if name.startswith("of the") else '
            "self.memory[name]) or self.memory[name][:size].reshape(shape)"
        ),
    ),
    (
        "take grows by the name and the shape",
        "        size = int(np.prod(shape))\n",
        '        size, name = int(np.prod(shape)), f"{name} {shape}"\n',
    ),
    (
        "one decay for all",
        "decay = weight_decay if theta.ndim >= 2 else 0.0",
        "decay = weight_decay if theta.ndim >= 1 else 0.0",
    ),
]
