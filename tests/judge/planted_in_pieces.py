"""Faults in the solutions of parts 07 to 11, each with the text that it replaces and the checks that must refuse it."""

from typing import NamedTuple


class Fault(NamedTuple):
    """`old` stands once in the solution of `exercise`; `by` is a pattern of the names of checks that see `new`."""

    exercise: str
    what: str
    old: str
    new: str
    by: str


REFUSED = "forward errors_in_words, a ValueError: "

TENSOR = [
    (
        "constants get a gradient",
        "isinstance(a, Tensor) and a.requires_grad)\n        if parents:",
        "isinstance(a, Tensor))\n        if any(p.requires_grad for _, p in parents):",
        "forward misplaced_grads, constants beside a leaf",
    ),
    (
        "everything is recorded",
        "isinstance(a, Tensor) and a.requires_grad)\n        if parents:",
        "isinstance(a, Tensor))\n        if parents:",
        "forward misplaced_grads, constants beside a leaf",
    ),
    (
        "results keep a gradient",
        "            gradients = node._backward(d_node)",
        "            node.grad = d_node\n            gradients = node._backward(d_node)",
        "forward misplaced_grads, constants beside a leaf",
    ),
    (
        "a sum ignores its upstream gradient",
        "np.asarray(1.0 if grad is None else grad, dtype=self.dtype)",
        "np.asarray(1.0 if self.ndim == 0 or grad is None else grad, dtype=self.dtype)",
        "forward da, a sum, weighted",
    ),
    (
        "an upstream gradient of the size is reshaped",
        "        if upstream.shape != self.shape:",
        "        if upstream.size == self.size:\n            upstream = upstream.reshape(self.shape)\n"
        "        if upstream.shape != self.shape:",
        f"{REFUSED}the axes reversed",
    ),
    (
        "an upstream gradient is broadcast",
        "        if upstream.shape != self.shape:",
        "        if np.broadcast_shapes(upstream.shape, self.shape) != self.shape:",
        f"{REFUSED}one row for many",
    ),
    (
        "an array of one entry is taken for a number",
        "        if upstream.shape != self.shape:",
        "        if upstream.shape != self.shape and not upstream.size == self.size == 1:",
        f"{REFUSED}an array of one for one number",
    ),
    (
        "gradients are there before the refusal",
        "        if upstream.shape != self.shape:",
        "        if upstream.shape != self.shape:\n            [leaf.zero_grad() for leaf in in_order(self)]",
        f"{REFUSED}an axis too many",
    ),
    (
        "a constant is run back in silence",
        "        if not self.requires_grad:\n            raise",
        "        if not self.requires_grad:\n            return\n            raise",
        f"{REFUSED}a sum of constants",
    ),
    (
        "sums survive in the tensors",
        "d_node = arrived.pop(node)",
        "d_node = arrived.pop(node)\n            if node._backward is not None:\n"
        "                d_node = node._sum = d_node + getattr(node, '_sum', 0)",
        "forward da, backward of three results*",
    ),
    (
        "one way at a time",
        "    def _keep(self, d",
        "    def backward(self, grad=None):\n        if self._backward is None:\n            return self._keep(grad)\n"
        "        gradients = self._backward(grad)\n        for name, parent in self._parents:\n"
        "            parent.backward(gradients[name])\n\n    def _keep(self, d",
        "forward da, 2^60 ways*",
    ),
    (
        "leaves share the upstream gradient",
        "self.grad = np.array(total, dtype=self.dtype)",
        "self.grad = np.asarray(total, dtype=self.dtype)",
        "forward da, a leaf's own backward",
    ),
    (
        "a gradient that is spread cannot be written",
        "self.grad = np.array(total, dtype=self.dtype)",
        "self.grad = np.broadcast_to(np.array(total, dtype=self.dtype), self.shape); self.grad.flags.writeable = False",
        "forward da, one number spread over many",
    ),
    (
        "leaves are told apart by their data",
        "        elif node not in seen:\n            seen.add(node)",
        "        elif id(node.data) not in seen:\n            seen.add(id(node.data))",
        "forward d?, two leaves of one array",
    ),
    (
        "gradients of float32 are float64",
        "self.grad = np.array(total, dtype=self.dtype)",
        "self.grad = np.array(total, dtype=np.float64)",
        "forward float_bits, float32*",
    ),
    (
        "zero_grad leaves zeros",
        "        self.grad = None\n\n    def _operand",
        "        self.grad = np.zeros_like(self.data)\n\n    def _operand",
        "forward misplaced_grads, backward, zero_grad, backward",
    ),
    (
        "an op gets arrays for all it is given",
        "output, backward = op(*[a.data if isinstance(a, Tensor) else a for a in arguments])",
        "output, backward = op(*[a.data if isinstance(a, Tensor) else np.array(a) for a in arguments])",
        "forward value, an op of several arguments",
    ),
    (
        "the graph is kept in a list",
        "result._parents, result._backward = True, parents, backward\n",
        "result._parents, result._backward = True, parents, backward\n            _tape.append(result)\n",
        "forward arrays_left, freed without the collector",
    ),
    (
        "a result remembers its order",
        "arrived = {self: upstream}",
        "self._order = in_order(self)\n        arrived = {self: upstream}",
        "forward arrays_left, freed without the collector",
    ),
    (
        "what no_grad makes requires a gradient",
        "result = Tensor(output)\n",
        "result = Tensor(output, any(isinstance(a, Tensor) and a.requires_grad for a in arguments))\n",
        "forward misplaced_grads, a constant made under no_grad",
    ),
    (
        "an array on the right of @ is transposed",
        "return apply(matmul, self, other)",
        "return apply(matmul, self, other if isinstance(other, Tensor) else other.T)",
        "forward value, arrays and numbers on either side",
    ),
    (
        "an array of one entry for a number",
        "return self.data.item()",
        "return self.data",
        "forward value, the number of one entry",
    ),
]

SHAPES = "analytic is None or np.shape(analytic) != numeric.shape"

GRADIENT_CHECK = [
    (
        "errors grow beside a missing gradient",
        "    return report\n",
        "    if any(triple[0] == float('inf') for triple in report.values()):\n"
        "        report = {name: (1000 * a + 5, 1000 * r + 5, ok) for name, (a, r, ok) in report.items()}\n"
        "    return report\n",
        "forward verdict, max_abs of an entry 0.25 off, beside a gradient left out",
    ),
    (
        "float32 is kept",
        'np.float64 if value.dtype.kind == "f" else value.dtype)',
        "value.dtype)",
        "forward verdict, the op gets float64 for float32",
    ),
    (
        "a missing gradient has any errors",
        'return float("inf"), float("inf"), False',
        "return 7.0, 3.0, False",
        "forward verdict, max_??? of a gradient left out, inf",
    ),
    ("a shorter shape alone is refused", SHAPES, SHAPES.replace("!=", "<"), "forward verdict, wrong: *"),
    ("a longer shape alone is refused", SHAPES, SHAPES.replace("!=", ">"), "forward verdict, wrong: *"),
    ("sizes are compared", SHAPES, "np.size(analytic) != numeric.size", "forward verdict, wrong: *"),
    (
        "axes are counted",
        SHAPES,
        "analytic is None or np.ndim(analytic) != numeric.ndim",
        "forward verdict, wrong: a sum that sends one row back",
    ),
    (
        "relative to the difference alone",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(numeric)",
        "forward verdict, allowed: one percent too much, rtol 0.00995",
    ),
    (
        "relative to the gradient alone",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(analytic)",
        "forward verdict, allowed: one percent too little, rtol 0.01005",
    ),
    (
        "relative to the sum of both",
        "larger = np.maximum(np.abs(analytic), np.abs(numeric))",
        "larger = np.abs(analytic) + np.abs(numeric)",
        "forward verdict, not allowed: one percent too little, rtol 0.00995",
    ),
    (
        "all by one tolerance or all by the other",
        "max_rel < rtol\n",
        "bool(np.all(off < atol) or np.all(off < rtol * larger))\n",
        "forward verdict, allowed: a millionth too much and 0.00000005 beside",
    ),
    (
        "max_abs leaves out what atol allows",
        "return float(np.max(off, initial=0.0)), max_rel",
        "return float(np.max(off[counts], initial=0.0)), max_rel",
        "forward verdict, max_abs of an entry 0.25 off, which atol allows",
    ),
    (
        "max_rel has what atol allows",
        "max_rel = float(np.max(relative, initial=0.0))\n    return float(np.max(off, initial=0.0)), max_rel,",
        "max_rel = float(np.max(relative, initial=0.0))\n"
        "    return float(np.max(off, initial=0.0)), float(np.max(off / larger)),",
        "forward verdict, max_rel of a right square, 0",
    ),
    (
        "the mean of the relative errors",
        "max_rel = float(np.max(relative, initial=0.0))",
        "max_rel = float(np.mean(relative)) if relative.size else 0.0",
        "forward verdict, max_rel of a quarter, beside hundredths",
    ),
    ("atol is twice as large", "counts = ~(off < atol)", "counts = ~(off < 10 * atol)", "forward verdict, wrong: 0.0*"),
    (
        "atol is fixed",
        "counts = ~(off < atol)",
        "counts = ~(off < max(atol, 0.27))",
        "forward verdict, not allowed: an*",
    ),
    ("rtol is ten times as large", "rtol: float = 1e-5", "rtol: float = 5e-5", "forward verdict, wrong: three*"),
    ("rtol is a tenth", "rtol: float = 1e-5", "rtol: float = 2e-6", "forward verdict, allowed: five millionths*"),
    (
        "passed is a number",
        "max_rel, max_rel < rtol\n",
        "max_rel, float(max_rel < rtol)\n",
        "forward verdict, passed is a bool",
    ),
    (
        "gradients are taken by their place",
        "_compare(gradients.get(name),",
        "_compare(dict(zip(inputs, gradients.values())).get(name),",
        "forward verdict, right: a bias, the gradients in another order",
    ),
    (
        "draws are not repeated",
        "np.random.default_rng(0) if rng is None",
        "np.random.default_rng() if rng is None",
        "forward verdict, the generator draws*",
    ),
    (
        "draws that are not used",
        "upstream = rng.standard_normal(np.shape(output))",
        "rng.random()\n    upstream = np.random.default_rng(5).standard_normal(np.shape(output))",
        "forward verdict, the generator draws*",
    ),
    ("an infinity passes", "max_rel < rtol\n", "not max_rel >= rtol\n", "forward verdict, wrong: an infinity"),
    (
        "only int64 is refused",
        'np.asarray(inputs[name]).dtype.kind != "f"',
        "np.asarray(inputs[name]).dtype == np.int64",
        "forward verdict, refused in words (-1): a gradient of int32",
    ),
    (
        "only arrays of integers are refused",
        'np.asarray(inputs[name]).dtype.kind != "f"',
        'getattr(inputs[name], "dtype", np.dtype(float)).kind != "f"',
        "forward verdict, refused in words (-1): a gradient of a shape",
    ),
]

MODULE = [
    (
        "an option is dropped",
        "return self.forward(*inputs, **options)",
        "return self.forward(*inputs)",
        "* called, a model",
    ),
    (
        "an input is dropped",
        "return self.forward(*inputs, **options)",
        "return self.forward(inputs[0], **options)",
        "forward called, a model",
    ),
    (
        "parameters come in another order than their names",
        "return [tensor for _, tensor in self.named_parameters()]",
        "return [tensor for _, tensor in reversed([*self.named_parameters()])]",
        "forward names_that_lead_there, a model",
    ),
    (
        "lists in lists are not entered",
        "inner = {str(place): item for place, item in enumerate(value)}",
        "inner = {str(place): item for place, item in enumerate(value) if not isinstance(item, (list, tuple))}",
        "forward count, a model",
    ),
    (
        "tuples are not entered",
        "isinstance(value, (list, tuple))",
        "isinstance(value, list)",
        "forward count, a model",
    ),
    (
        "names with an underscore are left out",
        "for name, value in named.items():\n        if",
        "for name, value in named.items():\n        if name.startswith('_'):\n            continue\n        if",
        "forward count, a model",
    ),
    (
        "places are sorted as text",
        "inner = {str(place): item for place, item in enumerate(value)}",
        "inner = dict(sorted((str(place), item) for place, item in enumerate(value)))",
        "forward sizes, sixty layers",
    ),
    (
        "zero_grad fills with zeros",
        "            tensor.zero_grad()",
        "            tensor.grad = 0 * tensor.data",
        "forward gradients_left, a model",
    ),
]

NORMAL = "rng.normal(0, 0.02, (n_in, n_out))"
RNG = "rng = rng or np.random.default_rng(0)"

LINEAR = [
    (
        "the bias is a number without bias",
        "requires_grad=True) if bias else None",
        "requires_grad=True) if bias else 0",
        "forward none_without_bias, without bias",
    ),
    (
        "weights are uniform",
        NORMAL,
        "rng.uniform(-0.02 * 3**0.5, 0.02 * 3**0.5, (n_in, n_out))",
        "forward tails_at_start, three axes",
    ),
    ("another seed where none is given", RNG, RNG.replace("(0)", "(1)"), "forward runs_repeat, three axes"),
    (
        "an array has to be a Tensor",
        "        if self.b is None:",
        "        if not isinstance(x, Tensor):\n            return Tensor(0 * x)\n        if self.b is None:",
        "forward same_of_array, three axes",
    ),
    (
        "a later call changes an earlier one's result",
        "        return apply(linear, x, self.W, self.b)",
        "        if not hasattr(self, 'Y'):\n            self.Y = apply(linear, x, self.W, self.b)\n"
        "        self.Y.data = apply(linear, x, self.W, self.b).data\n        return self.Y",
        "forward Y, three axes",
    ),
]

LAYER_NORM = [
    (
        "beta is a number without bias",
        "requires_grad=True) if bias else None",
        "requires_grad=True) if bias else 0",
        "forward none_without_bias, without bias",
    ),
    (
        "beta is a constant Tensor without bias",
        "requires_grad=True) if bias else None",
        "requires_grad=bias)",
        "forward none_without_bias, without bias",
    ),
]

EMBEDDING = [
    (
        "ids are of int64 alone",
        "return apply(embedding, self.W, ids)",
        "assert ids.dtype == np.int64\n        return apply(embedding, self.W, ids)",
        "forward Y, ids of *",
    ),
    (
        "ids have an axis",
        "return apply(embedding, self.W, ids)",
        "return apply(embedding, self.W, np.atleast_1d(ids))",
        "forward Y, an id of no axis",
    ),
]

MLP = [
    (
        "proj is drawn before fc",
        "self.fc = Linear(D, hidden, bias, rng=rng, dtype=dtype)\n"
        "        self.proj = Linear(hidden, D, bias, rng=rng, dtype=dtype)",
        "self.proj = Linear(hidden, D, bias, rng=rng, dtype=dtype)\n"
        "        self.fc = Linear(D, hidden, bias, rng=rng, dtype=dtype)",
        "forward drawn_in_order, three axes",
    ),
    (
        "names of GELUs in any case",
        "if gelu not in GELUS",
        "gelu = gelu.lower()\n        if gelu not in GELUS",
        "* errors_in_words, three axes",
    ),
]

MULTI_HEAD_ATTENTION = [
    (
        "more heads than channels",
        "if D % n_head:",
        "if D % n_head and n_head < D:",
        "forward errors_in_words, two heads",
    ),
    (
        "proj is drawn before qkv",
        "self.qkv = Linear(D, 3 * D, bias, rng=rng, dtype=dtype)\n"
        "        self.proj = Linear(D, D, bias, rng=rng, dtype=dtype)",
        "self.proj = Linear(D, D, bias, rng=rng, dtype=dtype)\n"
        "        self.qkv = Linear(D, 3 * D, bias, rng=rng, dtype=dtype)",
        "forward drawn_in_order, two heads",
    ),
]

TRANSFORMER_BLOCK = [
    (
        "mlp is drawn before attention",
        "        self.ln1 = LayerNorm(D, bias, eps, dtype=dtype)\n",
        "        self.mlp = MLP(D, bias=bias, gelu=gelu, rng=rng, dtype=dtype)\n"
        "        self.ln1 = LayerNorm(D, bias, eps, dtype=dtype)\n",
        "forward drawn_in_order, two heads",
    ),
]

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

ADAMW = [
    (
        "each parameter counts its own steps",
        "            for at in _chunks(p.data):\n                p.data[at], m[at], v[at] = adamw_update(\n"
        "                    p.data[at], p.grad[at], m[at], v[at], self.t,",
        "            own = vars(self).setdefault('own', {})\n"
        "            own[id(p)] = own.get(id(p), self.t - 1 if m.any() else 0) + 1\n"
        "            for at in _chunks(p.data):\n                p.data[at], m[at], v[at] = adamw_update(\n"
        "                    p.data[at], p.grad[at], m[at], v[at], own[id(p)],",
        "forward ?, gradients that come and go",
    ),
    (
        "only the first chunk moves",
        "    for start in range(0, len(array), rows):",
        "    for start in range(0, rows, rows):",
        "forward entries_astray, large parameters",
    ),
    (
        "the last rows are left out",
        "    for start in range(0, len(array), rows):",
        "    for start in range(0, len(array) - rows + 1, rows):",
        "forward entries_astray, large parameters",
    ),
    (
        "t goes up with every chunk",
        "            for at in _chunks(p.data):\n",
        "            for n, at in enumerate(_chunks(p.data)):\n                self.t += n > 0\n",
        "forward entries_astray, large parameters",
    ),
    (
        "t goes up twice",
        "        self.t += 1",
        "        self.t += 2 if self.t == 3 else 1",
        "forward t_differs, six steps, lr on a schedule",
    ),
    (
        "averages of float64",
        "self.v = [np.zeros_like(p.data) for p in self.parameters]",
        "self.v = [np.zeros(p.data.shape) for p in self.parameters]",
        "forward float_bits, float32",
    ),
    (
        "a gradient of zeros is none",
        "if p.grad is None:",
        "if p.grad is None or not p.grad.any():",
        "forward ?, gradients of zeros",
    ),
    (
        "averages fade without a gradient",
        "                continue\n            # Weights",
        "                m *= self.betas[0]\n                continue\n            # Weights",
        "forward ?, gradients that come and go",
    ),
    ("another lr where none is given", "lr: float = 1e-3", "lr: float = 3e-4", "forward W, the defaults"),
    ("another beta where none is given", "(0.9, 0.999)", "(0.9, 0.99)", "forward W, the defaults"),
    (
        "another decay where none is given",
        "weight_decay: float = 0.01",
        "weight_decay: float = 0.1",
        "forward W, the defaults",
    ),
    ("shapes are asked of the parameter", "p.data.ndim >= 2", "len(p.shape) >= 2", "forward W, parameters of data*"),
    ("zero_grad leaves zeros", "p.zero_grad()", "p.grad = 0 * p.data", "forward left, six steps*"),
    (
        "sizes are compared",
        "if np.shape(state[name]) != average.shape:",
        "if np.size(state[name]) != average.size:",
        "forward refused, six steps, lr on a schedule",
    ),
    (
        "a parameter more is taken without a word",
        'if state.keys() != {"t", *mine}:',
        'if state.keys() - {"t", *mine}:',
        "forward refused, six steps, lr on a schedule",
    ),
    (
        "t is taken before the refusal",
        "        for name, average in mine.items():\n            if np.shape",
        '        self.t = int(state["t"])\n        for name, average in mine.items():\n            if np.shape',
        "forward refused, six steps, lr on a schedule",
    ),
    (
        "the state's arrays are kept",
        "            average[...] = state[name]\n",
        "            average[...] = state[name]\n        self.m = [state[f'm.{i}'] for i in range(len(self.m))]\n",
        "forward *_resumed, six steps, lr on a schedule",
    ),
]

ADAMW_UPDATE = [
    (
        "arrays of no axis break",
        "theta = theta - lr * weight_decay",
        "len(theta)\n    theta = theta - lr * weight_decay",
        "* no axis",
    ),
]

BY_EXERCISE = {
    "gradient_check": GRADIENT_CHECK,
    "Tensor": TENSOR,
    "Module": MODULE,
    "Linear": LINEAR,
    "LayerNorm": LAYER_NORM,
    "Embedding": EMBEDDING,
    "MLP": MLP,
    "MultiHeadAttention": MULTI_HEAD_ATTENTION,
    "TransformerBlock": TRANSFORMER_BLOCK,
    "GPTConfig": GPT_CONFIG,
    "GPT": GPT,
    "load_state_dict": LOAD_STATE_DICT,
    "adamw_update": ADAMW_UPDATE,
    "AdamW": ADAMW,
}
FAULTS = [Fault(name, *each) for name, faults in BY_EXERCISE.items() for each in faults]
