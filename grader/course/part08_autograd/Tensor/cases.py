"""The cases of Tensor: programs of `driver.py`, and what each is run on."""

from grader.course.drivers.tensor_promises import WRONG_CALLS
from grader.course.inputs import exact, normal, single, view
from grader.course.spec import case


def positive(*shape):
    """Entries from 1 to 2, so that a denominator is never near 0."""
    return lambda rng: rng.uniform(1, 2, shape)


def _case(label, program, a, b, u, **options):
    return case(label, program=program, a=a, b=b, u=u, **options)


ONE = exact(1)
EQUAL = exact([[1.5, -2, 0.25], [3, 0.5, -1]])
PAIR = {"a": positive(3, 4), "b": positive(4), "u": normal(3, 4)}

CASES = (
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
)

BY_HAND = _case("by hand", "polynomial", exact(3), ONE, ONE)
