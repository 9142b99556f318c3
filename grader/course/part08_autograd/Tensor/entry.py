"""Exercise entry: Tensor (reverse-mode autograd, a class)."""

from __future__ import annotations

from grader.course.captions import BITS, VALUE_ERROR
from grader.course.drivers.tensor_promises import WRONG_CALLS
from grader.course.inputs import exact, normal, single, view
from grader.course.part08_autograd.Tensor.driver import OUTPUTS, drive
from grader.course.spec import Caption, Exercise, Mistake, case


def positive(*shape):
    """Entries from 1 to 2, so that a denominator is never near 0."""
    return lambda rng: rng.uniform(1, 2, shape)


def _case(label, program, a, b, u, **options):
    return case(label, program=program, a=a, b=b, u=u, **options)


ONE = exact(1)
EQUAL = exact([[1.5, -2, 0.25], [3, 0.5, -1]])
PAIR = {"a": positive(3, 4), "b": positive(4), "u": normal(3, 4)}

EXERCISE = Exercise(
    title="A tensor that finds the way back",
    points=15,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("add", "matmul", "multiply", "reshape", "scale", "sum_all", "transpose"),
    cases=(
        _case("x + x", "x + x", exact(3), ONE, ONE),
        _case("every operator, broadcast", "operators", normal(2, 3, 4), normal(4), normal(2, 3, 4)),
        _case("a diamond", "diamond", normal(3, 4), normal(4), normal(3, 4)),
        _case("a square matrix times itself", "x @ x", normal(3, 3), normal(3), normal(3, 3)),
        _case("x * x", "x * x", normal(5), normal(5), normal(5)),
        _case("x * x * x", "x * x * x", normal(5), normal(5), normal(5)),
        _case("paths of several lengths", "uneven paths", normal(2, 3), normal(3), normal(2, 3)),
        _case("paths of several lengths, strided views", "uneven paths", *[view(normal(2, 3))] * 3),
        _case("matrix product, sum and mean", "matmul", normal(2, 3, 4), normal(4, 5), ONE),
        _case("a quotient, both broadcast", "quotient", normal(2, 3, 1), positive(4), normal(2, 3, 4)),
        _case("one number of two axes", "one number", positive(1, 1), positive(1, 1), exact([[1]]), _edge=True),
        _case("one number of two axes, weighted", "backward twice", *[positive(1, 1)] * 2, exact([[-2.5]]), _edge=True),
        _case("a sum, weighted", "one number, weighted", normal(2, 3), normal(3), exact(-2.5)),
        _case("the number of one entry", "item", exact([[3.5]]), ONE, ONE, _edge=True),
        _case("ndim, size, dtype and shape", "facts", single(normal(2, 3, 4)), ONE, ONE, _edge=True),
        _case("a leaf's own backward", "a leaf's own", normal(3, 4), ONE, normal(3, 4), _edge=True),
        _case("a leaf's own backward, twice", "a leaf's own, twice", normal(3, 4), ONE, normal(3, 4), _edge=True),
        _case("two leaves of one array", "equal leaves", EQUAL, EQUAL, normal(2, 3)),
        _case("constants beside a leaf", "constants", normal(3, 4), normal(4), normal(3, 4)),
        _case("reshape and transpose", "views", normal(2, 3, 4), normal(6, 4), normal(3, 8)),
        _case("arrays and numbers on either side", "arrays and numbers", normal(3, 4), positive(3, 4), normal(3, 4)),
        _case("an op of several arguments", "an op of several arguments", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("backward twice", "backward twice", **PAIR),
        _case("backward, zero_grad, backward", "zero_grad between", **PAIR),
        _case("backward of three results that share a tensor", "three results", **PAIR),
        _case("one array for two arguments", "one array for two", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("a gradient changed in place", "in place afterwards", normal(3, 4), normal(3, 4), normal(3, 4)),
        _case("one number spread over many", "one number spread", normal(3, 4), ONE, ONE),
        _case("a constant made under no_grad", "a constant of no_grad", normal(3, 4), normal(4), normal(3, 4)),
        _case("freed without the collector", "freed", **PAIR, _edge=True),
        *(_case(f"a ValueError: {which}", f"refused: {which}", **PAIR, _edge=True) for which in WRONG_CALLS),
        _case("float32 stays float32", "float32", single(normal(3, 4)), single(normal(4)), ONE, _rtol=2e-6),
        _case(
            "float32, an upstream gradient of float64",
            "backward twice",
            *(single(positive(3, 4)), single(positive(4)), normal(3, 4)),
            _rtol=2e-6,
        ),
        _case("a chain of 50,000 operations", "chain", normal(2), normal(2), normal(2), _large=True),
        _case("2^60 ways from x to y", "many ways", normal(2), normal(2), normal(2), _large=True),
        # Last: an answer that never records again after no_grad should fail in this case alone.
        _case("no_grad", "no_grad", **PAIR),
    ),
    by_hand=_case("by hand", "polynomial", exact(3), ONE, ONE),
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
        "self.grad = np.array(total, dtype=self.dtype)",
        "self.grad = np.asarray(total, dtype=self.dtype)",
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
        "np.asarray(number, dtype=np.result_type(self.dtype, number))",
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
