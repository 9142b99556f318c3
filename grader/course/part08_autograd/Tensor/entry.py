"""Exercise entry: Tensor (reverse-mode autograd, a class)."""

from __future__ import annotations

from grader.course.captions import BITS, VALUE_ERROR
from grader.course.part08_autograd.Tensor.cases import BY_HAND, CASES
from grader.course.part08_autograd.Tensor.driver import OUTPUTS, drive
from grader.course.spec import Caption, Exercise, Mistake

EXERCISE = Exercise(
    title="A tensor that finds the way back",
    points=15,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("add", "matmul", "multiply", "reshape", "scale", "sum_all", "transpose"),
    cases=CASES,
    by_hand=BY_HAND,
    by_hand_asks=("value", "da"),
    captions={
        "errors_in_words": Caption(
            "a wrong call of backward",
            {1.0: VALUE_ERROR, 0.0: "no ValueError", -1.0: "a ValueError, and changed gradients"},
        ),
        "arrays_left": Caption("arrays that are still in memory"),
        ("arrays_left", "no_grad"): Caption("arrays and histories that no_grad keeps"),
        "misplaced_grads": Caption("tensors with a grad, or a requires_grad, that they should not have"),
        "float_bits": BITS,
        ("value", "an op of several arguments"): Caption(
            entries=(
                Caption("entries of x's gradient that differ from the op's own"),
                Caption("entries of W's gradient that differ from the op's own"),
            )
        ),
    },
    hints=(
        "Draw x + x, and x * x + x, as graphs with an arrow from each result to what it was made of. How many "
        "gradients arrive at x, and from where?",
        "dL/dx = sum over all y made from x of dL/dy dy/dx. So which tensors must be done before x's turn comes, and "
        "which order of all of them has that for everybody at once?",
        "List the tensors so that each comes after its parents, by a walk with a stack in a list; go through it from "
        "the end; keep a dict from tensor to the sum of what has arrived; leaves move theirs into grad.",
    ),
)

MISTAKES = (
    Mistake(
        "overwritten-not-added",
        "arrived[parent] = arrived[parent] + d if parent in arrived else d",
        "arrived[parent] = d",
        "A tensor that is used twice gets two gradients, and here the second replaces the first: x + x gives 1. They "
        "add up.",
        breaks="forward",
    ),
    Mistake(
        "once-for-each-parent",
        "for name, parent in node._parents:",
        "for parent, name in {parent: name for name, parent in node._parents}.items():",
        "An op that uses one tensor as two of its arguments sends one gradient back: x * x gives x. Each argument has "
        "its own, and both go to x.",
        breaks="forward",
    ),
    Mistake(
        "too-early",
        "stack.append((node, True))  #",
        "order.insert(0, node)  #",
        "A tensor passes its gradient on when it is first met, before all its uses have sent theirs; what comes later "
        "is lost. It has to wait for every tensor that was made of it.",
        breaks="forward",
    ),
    Mistake(
        "grad-replaced",
        "total = d if self.grad is None else self.grad + d",
        "total = d",
        "A second backward replaces grad. It adds to it: that is how several small batches make one large one, and why "
        "zero_grad exists.",
        breaks="forward",
    ),
    Mistake(
        "zero-grad-does-nothing",
        "self.grad = None\n\n    def _operand",
        "pass\n\n    def _operand",
        "zero_grad leaves the old gradient, and the next step adds to it.",
        breaks="forward",
    ),
    Mistake(
        "gradients-by-place",
        "= True, parents, backward\n",
        "= True, parents, lambda d: dict(zip(parameter_names(op), backward(d).values()))\n",
        "The gradients are matched to the arguments by their place in the dict. Backward returns them by name, in any "
        "order, and has none for ids.",
        breaks="forward",
    ),
    Mistake(
        "added-in-place",
        "arrived[parent] = arrived[parent] + d if parent in arrived else d",
        "arrived[parent] = np.add(arrived[parent], d, out=np.asarray(arrived[parent])) if parent in arrived else d",
        "Gradients are added up inside the array that arrived first. An op may have handed that very array to another "
        "argument too, whose gradient then changes with it.",
        breaks="forward",
    ),
    Mistake(
        "shared-grad",
        "self.grad = np.array(total, self.dtype, like=self.data)",
        "self.grad = np.asarray(total, self.dtype, like=self.data)",
        "grad is the very array that the op returned, and another tensor may have got the same one: scaling one "
        "gradient in place, as clipping does, scales both.",
        breaks="forward",
    ),
    Mistake(
        "recursive",
        "order, seen, stack = [], set(), [(last, False)]\n",
        "order, seen, stack = [], set(), []\n\n"
        "    def visit(node):\n"
        "        if node not in seen:\n"
        "            seen.add(node)\n"
        "            for _, parent in node._parents:\n"
        "                visit(parent)\n"
        "            order.append(node)\n\n"
        "    visit(last)\n",
        "The walk calls itself once for every step down, and Python allows some 1,000 such calls. Keep a stack in a "
        "list.",
        breaks="contract",
    ),
    Mistake(
        "reference-cycle",
        "result.requires_grad, result._parents, result._backward = True, parents, backward\n",
        "result.requires_grad, result._parents = True, parents\n"
        "            result._backward = lambda d: (result, backward(d))[1]\n",
        "The result holds a function that holds the result: a cycle. Reference counting never frees it, so the graph "
        "of every step stays in memory until the collector happens to run.",
        breaks="forward",
    ),
    Mistake(
        "recorded-under-no-grad",
        "if _recording.get():\n",
        "if True:\n",
        "no_grad is not heeded: the graph of an evaluation is built and kept, and memory grows with every batch.",
        breaks="forward",
    ),
    Mistake(
        "no-grad-for-ever",
        "    try:\n        yield\n    finally:  # also where the body raises: else everything after it would silently "
        "train nothing\n        _recording.reset(token)\n",
        "    yield\n    _recording.reset(token)\n",
        "An exception inside no_grad leaves recording off for good, and nothing after it has a gradient. Restore in a "
        "finally.",
        breaks="forward",
    ),
    Mistake(
        "ones-for-any-shape",
        "if grad is None and self.size != 1:",
        "grad = np.ones(self.shape) if grad is None else grad\n        if grad is None:",
        "backward without a gradient takes one of ones for any shape: that is the gradient of the sum, which nobody "
        "asked for. Say that one is needed.",
        breaks="forward",
    ),
    Mistake(
        "numbers-widen",
        "np.asarray(number, np.result_type(self.dtype, number), like=self.data)",
        "np.asarray(other, dtype=np.float64)",
        "A number becomes a float64 array, and float32 data beside it become float64 as well: twice the memory, half "
        "the speed.",
        breaks="forward",
    ),
    Mistake(
        "divisor-has-no-square",
        '"b": sum_to_shape(-da * Y, b.shape)',
        '"b": sum_to_shape(-dY * Y, b.shape)',
        "The slope of a/b by b is -a/b^2, that is -Y/b; the 1/b is missing.",
        breaks="forward",
    ),
    Mistake(
        "inner-gradients-kept",
        "d_node = arrived.pop(node)",
        "d_node = arrived.pop(node)\n"
        "            if node._backward is not None:\n"
        '                d_node = node.__dict__["_kept"] = d_node + node.__dict__.get("_kept", 0)',
        "Inner tensors keep what an earlier backward sent them, and send it on again: the second backward through "
        "the same graph adds too much. Only leaves keep a gradient.",
        "forward",
    ),
    Mistake(
        "inner-gradients-left",
        "d_node = arrived.pop(node)",
        "d_node = arrived.pop(node)\n"
        "            if node is not self and node._backward is not None:\n"
        '                d_node = node.__dict__["_kept"] = d_node + node.__dict__.get("_kept", 0)',
        "The tensor that backward starts from begins anew, and the inner ones keep what an earlier backward left, and "
        "send it on again: the second backward through the same graph adds too much. Only leaves keep a gradient.",
        "forward",
    ),
    Mistake(
        "inner-grads-left",
        "d_node = arrived.pop(node)",
        "d_node = arrived.pop(node)\n"
        "            if node._backward is not None:\n"
        "                node.grad = d_node = d_node + (0 if node is self or node.grad is None else node.grad)",
        "Inner tensors have a grad, which the next backward adds to and sends on again, so it sends too much. Only "
        "leaves keep a gradient; what is on its way to them belongs to one backward alone.",
        "forward",
    ),
    Mistake(
        "grads-of-inner-tensors",
        "d_node = arrived.pop(node)",
        "d_node = arrived.pop(node)\n            if node._backward is not None:\n                node.grad = d_node",
        "Inner tensors are given a grad, which is promised to leaves alone: of a large model they hold as much memory "
        "as all of its activations.",
        "forward",
    ),
    Mistake(
        "subtracted-the-wrong-way-round",
        "return other + -self",
        "return self + -other",
        "2 - x gives x - 2: __rsub__ is asked where self stands on the right, so it is other - self.",
        breaks="forward",
    ),
    Mistake(
        "divided-the-wrong-way-round",
        "return apply(divide, self._operand(other), self)",
        "return apply(divide, self, self._operand(other))",
        "2 / x gives x / 2: __rtruediv__ is asked where self stands on the right, so it is other / self.",
        breaks="forward",
    ),
    Mistake(
        "once-for-each-path",
        "        arrived = {self: upstream}\n        for node in reversed(in_order(self)):\n            d_node = "
        "arrived.pop(node)\n            if node._backward is None:\n                node._keep(d_node)\n             "
        "   continue\n            gradients = node._backward(d_node)\n            for name, parent in "
        "node._parents:\n                d = gradients[name]\n                # A sum in a new array: d may be a "
        "view of d_node, or the very array that another argument got.\n                arrived[parent] = "
        "arrived[parent] + d if parent in arrived else d\n",
        "        paths = [(self, upstream)]\n        while paths:\n            node, d_node = paths.pop()\n          "
        "  if node._backward is None:\n                node._keep(d_node)\n                continue\n            "
        "gradients = node._backward(d_node)\n            paths += [(parent, gradients[name]) for name, parent in "
        "node._parents]\n",
        "A tensor sends its gradient on once for every path that leads to it. The leaves come out right, and 60 "
        "tensors used twice each make 2^60 paths: each tensor has to wait until all has arrived, and go on once.",
        breaks="contract",
    ),
    Mistake(
        "nearest-first",
        "        for node in reversed(in_order(self)):\n            d_node = arrived.pop(node)\n",
        "        queue = [self]\n        for node in queue:\n            queue += {parent: 0 for _, parent in "
        "node._parents if parent not in queue}\n            d_node = arrived.pop(node)\n",
        "Tensors are taken in the order in which they are first met, the nearest first, and not in an order of the "
        "graph: one that is also reached by a longer way passes its gradient on before that way has arrived.",
        breaks="forward",
    ),
)
