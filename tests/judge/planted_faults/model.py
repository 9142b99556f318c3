"""Faults in the solutions of part 10: what is wrong, a text, what stands there, and the checks that refuse it."""

GPT_CONFIG = [
    ("an eps below 0", "if not self.eps > 0:", "if self.eps == 0:", "forward refused, eps below 0"),
    ("an eps has to be below 1", "if not self.eps > 0:", "if not 0 < self.eps < 1:", "forward refused, an eps above 1"),
    ("an eps may not be tiny", "if not self.eps > 0:", "if self.eps < 1e-12:", "forward refused, a tiny eps"),
    ("negative heads", '("n_head", 1), ', "", "forward refused, heads *less than none"),
    ("negative channels", ', ("n_embd", 1)):', "):", "forward refused, channels less than none"),
    (
        "sizes of 0 alone are refused",
        "if getattr(self, name) < least:",
        "if getattr(self, name) == least - 1:",
        "forward refused, * less than none",
    ),
    ("no layer is refused", '("n_layer", 0)', '("n_layer", 1)', "forward refused, no layer"),
    ("one head is refused", '("n_head", 1)', '("n_head", 2)', "forward refused, one head"),
    (
        "GELUs in capitals",
        'self.gelu not in ("tanh", "erf")',
        'self.gelu.lower() not in ("tanh", "erf")',
        "forward refused, a GELU in capitals",
    ),
    (
        "no GELU at all",
        "if self.gelu not in",
        "if self.gelu and self.gelu not in",
        "forward refused, a GELU without a name",
    ),
    (
        "a fraction of channels",
        "return self.n_embd // self.n_head",
        "return self.n_embd / self.n_head",
        "* whole_numbers, *",
    ),
    ("assertions", 'raise ValueError(f"eps is', 'raise AssertionError(f"eps is', "forward refused, eps of 0"),
]

GPT = [
    (
        "W_p is drawn before W_e",
        "self.W_e = table(config.vocab_size)\n        self.W_p = table(config.block_size)",
        "self.W_p = table(config.block_size)\n        self.W_e = table(config.vocab_size)",
        "forward draws_in_order, as it begins",
    ),
    (
        "W_p stands before W_e",
        "self.W_e = table(config.vocab_size)\n        self.W_p = table(config.block_size)",
        "self.W_p = None\n        self.W_e = table(config.vocab_size)\n        self.W_p = table(config.block_size)",
        "forward parameters_in_order, as it begins",
    ),
    (
        "the head is drawn first",
        "        self.W_e = table(config.vocab_size)",
        "        head = None if config.tied else table(config.vocab_size)\n        self.W_e = table(config.vocab_size)",
        "forward draws_in_order, as it begins",
    ),
    (
        "a tied model has a W_head too",
        "        if not config.tied:\n            self.W_head",
        "        self.W_head = self.W_e\n        if not config.tied:\n            self.W_head",
        "forward parameters_in_order, two layers, tied",
    ),
    (
        "places wrap around",
        "places = apply(positional_embedding, self.W_p, T, B)",
        "places = apply(embedding, self.W_p, np.arange(T) % self.config.block_size)",
        "forward errors_in_words, two layers, tied",
    ),
    (
        "the last place is not there",
        "        B, T = ids.shape\n",
        "        B, T = ids.shape\n        if T >= self.config.block_size:\n            raise ValueError('too long')\n",
        "forward logits, one layer, as long as its context*",
    ),
    (
        "a call with targets is the logits",
        "return self.logits(ids) if targets is None else self.loss(ids, targets)",
        "return self.logits(ids)",
        "forward calls_agree, two layers, tied",
    ),
    (
        "tables are uniform",
        "rng.normal(0, 0.02, (rows, D))",
        "rng.uniform(-0.02 * 3**0.5, 0.02 * 3**0.5, (rows, D))",
        "forward tails_at_the_start, as it begins",
    ),
    (
        "another seed where none is given",
        "rng = rng or np.random.default_rng(0)",
        "rng = rng or np.random.default_rng(1)",
        "forward runs_repeat, as it begins",
    ),
    (
        "logits are of float64",
        "return apply(lm_head, n, W)",
        "return apply(lm_head, n, W) * np.float64(1) + np.zeros(())",
        "forward bytes_of_each, float32, untied",
    ),
]

SKIPPED = "        if pattern in MASKS:\n            continue\n"
LAST_KEYS = "    missing, extra = sorted(wanted.keys() - arrays.keys()), sorted(arrays.keys() - wanted.keys())\n"

LOAD_STATE_DICT = [
    ("reading ends at a mask", SKIPPED, SKIPPED.replace("continue", "break"), "forward refused, masks before all else"),
    (
        "masks of the first layer alone are skipped",
        SKIPPED,
        SKIPPED.replace("in MASKS", "in MASKS and number == '0'"),
        "forward refused, Hugging Face's layout, with masks",
    ),
    (
        "one of the two masks is skipped",
        'MASKS = ("h.{i}.attn.bias", "h.{i}.attn.masked_bias")',
        'MASKS = ("h.{i}.attn.bias",)',
        "forward refused, *masks*",
    ),
    (
        "layers of one digit",
        'layer = re.match(r"h\\.(\\d+)\\.", plain)',
        'layer = re.match(r"h\\.(\\d)\\d*\\.", plain)',
        "forward *, eleven layers, keys sorted as text",
    ),
    (
        "arrays are taken in the order of their keys",
        "        arrays[NAMES[pattern].replace",
        "        seen = {name.split('.')[1] for name in arrays if name[0] == 'h'}\n"
        "        number = number and str(len(seen | {number}) - 1)\n"
        "        arrays[NAMES[pattern].replace",
        "forward *, all keys in reverse, masks between",
    ),
    (
        "a head that is close to the embedding is taken for it",
        'np.array_equal(arrays["W_head"], arrays.get("W_e"))',
        'np.allclose(arrays["W_head"], arrays.get("W_e"), atol=0.01)',
        "forward refused, a tied head with one other entry",
    ),
    (
        "a tied copy is refused in the course's layout",
        'del arrays["W_head"]',
        'if "W_e" not in state:\n            del arrays["W_head"]',
        "forward refused, the course's layout, the tied head twice",
    ),
    (
        "keys are counted",
        LAST_KEYS,
        LAST_KEYS + "    if len(arrays) == len(wanted):\n        missing = extra = []\n"
        "        arrays = {**{name: wanted[name].data for name in wanted}, **arrays}\n",
        "forward refused, a bias of another layer*",
    ),
    (
        "axes of one are taken off",
        "if arrays[name].shape != tensor.shape:",
        "if arrays[name].squeeze().shape != tensor.data.squeeze().shape:",
        "forward refused, a bias with an axis more",
    ),
    (
        "sizes are compared",
        "if arrays[name].shape != tensor.shape:",
        "arrays[name] = arrays[name].reshape(tensor.shape) if arrays[name].size == tensor.size else arrays[name]\n"
        "        if arrays[name].shape != tensor.shape:",
        "forward refused, * that lies the other way",
    ),
    (
        "what can be broadcast is taken",
        "if arrays[name].shape != tensor.shape:",
        "if arrays[name].shape != tensor.shape and arrays[name].shape[0] != 1:",
        "forward refused, a table of one row",
    ),
    (
        "keys are taken out of the state",
        "    arrays = by_course_names(state)\n",
        "    arrays = by_course_names(state)\n    state.pop('lm_head.weight', None)\n",
        "forward refused, a state from which no key can be taken",
    ),
    (
        "the embedding is copied before anything is refused",
        LAST_KEYS,
        "    if 'W_e' in arrays and arrays['W_e'].shape == model.W_e.shape:\n"
        "        model.W_e.data[...] = arrays['W_e']\n" + LAST_KEYS,
        "forward W_e, a missing c_attn",
    ),
    (
        "tails of keys are cut",
        "if pattern not in NAMES:",
        "pattern = pattern.removesuffix('.old')\n        if pattern not in NAMES:",
        "forward refused, a key with a tail",
    ),
]
