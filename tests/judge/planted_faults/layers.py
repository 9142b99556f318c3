"""Faults in the solutions of part 09: what is wrong, a text, what stands there, and the checks that refuse it."""

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
