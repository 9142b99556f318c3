"""Faults in the solutions of part 11: what is wrong, a text, what stands there, and the checks that refuse it."""

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
