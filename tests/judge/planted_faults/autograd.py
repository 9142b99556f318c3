"""Faults in the solutions of part 08: what is wrong, a text, what stands there, and the checks that refuse it."""

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
        "np.asarray(1.0 if grad is None else grad, dtype=self.dtype, like=self.data)",
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
        "self.grad = np.array(total, self.dtype, like=self.data)",
        "self.grad = np.asarray(total, dtype=self.dtype)",
        "forward da, a leaf's own backward",
    ),
    (
        "a gradient that is spread cannot be written",
        "self.grad = np.array(total, self.dtype, like=self.data)",
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
        "self.grad = np.array(total, self.dtype, like=self.data)",
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
