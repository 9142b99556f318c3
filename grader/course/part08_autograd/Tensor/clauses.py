"""Clauses of Tensor: its docstrings cut into promises, each with the checks that ask it."""

from __future__ import annotations

DERIVATIVES = ("forward d?, every operator, broadcast", "forward d?, a diamond", "forward d?, x * x * x")
ONE_NUMBER = ("forward da, matrix product, sum and mean", "forward da, one number of two axes")
SHAPES_REFUSED = (
    *("forward errors_in_words, a ValueError: an entry*", "forward errors_in_words, a ValueError: an axis*"),
    *("forward errors_in_words, a ValueError: one * for many", "forward errors_in_words, a ValueError: the axes*"),
    *("forward errors_in_words, a ValueError: all*", "forward errors_in_words, a ValueError: an array of one*"),
)

CLAUSES = {
    "Record nothing inside `with no_grad():`.": ("forward arrays_left, no_grad", "forward misplaced_grads, no_grad"),
    "It may be nested, and an exception that leaves it ends it as well.": (
        *("forward misplaced_grads, no_grad", "forward da, no_grad", "forward db, a constant made under no_grad"),
    ),
    "`_recording.get()` says whether operations are recorded now; `_recording.set(False)` returns a token, and "
    "`_recording.reset(token)` brings back what was before.": (),
    "Return the names of an op's arguments, in order: the names under which its backward returns gradients.": (
        "forward d?, an op of several arguments",
    ),
    "Return op(*arguments) as a Tensor that knows the way back, for any op of yours: `apply(layer_norm, x, g, b)`.": (
        *("forward value, one array for two arguments", "forward d?, an op of several arguments"),
    ),
    "The op gets the arrays of Tensors and everything else as it is.": ("forward value, an op of several arguments",),
    "Its backward's dict is keyed by argument name; it need not have the order of the arguments, nor a key for those "
    "that have no gradient (ids, shapes).": ("forward d?, an op of several arguments",),
    "Return Y = a / b and its backward, for a and b of shapes that broadcast: the one op that part 03 did not have.": (
        "forward value, a quotient, both broadcast",
    ),
    'backward(dY) returns {"a": da, "b": db}, of the shapes of a and b; `sum_to_shape` is your own, from add.': (
        "forward d?, a quotient, both broadcast",
    ),
    "Return `last` and all that it was made of, each once, and each after everything that it was made of itself.": (
        *("forward da, 2^60 ways from x to y", "forward d?, a diamond", "forward d?, paths of several lengths"),
    ),
    "Only what requires a gradient is listed.": ("forward misplaced_grads, constants beside a leaf",),
    "Works at any depth: a loss may lie 50,000 operations above its parameters.": (
        "forward da, a chain of 50,000 operations",
    ),
    "An array with a gradient: `data` (its dtype is kept),": ("forward float_bits, float32 stays float32",),
    "`grad` (None until something arrives) and `requires_grad`.": ("forward misplaced_grads, constants beside a leaf",),
    "A leaf is made from data; every other tensor is the result of `apply`.": (),
    "Only leaves that require a gradient keep what arrives in `grad`,": (
        "forward misplaced_grads, constants beside a leaf",
    ),
    "in an array of its own": (
        *("forward db, a gradient changed in place", "forward da, a leaf's own backward"),
        *("forward da, one number spread over many", "forward d?, two leaves of one array"),
    ),
    "of data's dtype.": ("forward float_bits, float32, an upstream gradient of float64",),
    "A graph goes with its last tensor, without the garbage collector: no tensor leads back to itself.": (
        "forward arrays_left, freed without the collector",
    ),
    "Add d(self)/d(leaf),": DERIVATIVES,
    "weighted by grad": ("forward da, a sum, weighted", "forward d?, a quotient, both broadcast"),
    "(of self's shape; 1 where self is one number),": ONE_NUMBER,
    "to every leaf's grad.": ("forward d?, every operator, broadcast", "forward d?, two leaves of one array"),
    "May be called again: what arrives adds up until zero_grad.": (
        *(
            "forward da, a leaf's own backward, twice",
            "forward d?, backward twice",
            "forward d?, backward of three results*",
            "forward d?, backward, zero_grad*",
        ),
    ),
    "Raises ValueError where nothing requires a gradient,": (
        *("forward errors_in_words, a ValueError: a *constant*", "forward errors_in_words, a ValueError: recorded*"),
    ),
    "where grad is missing and self is not one number,": ("forward errors_in_words, a ValueError: no upstream*",),
    "and where grad has another shape than self.": SHAPES_REFUSED,
    "Add d to this leaf's grad, which has data's dtype and shares no memory with anything else.": (
        *(
            "forward float_bits, float32*",
            "forward db, a gradient changed in place",
            "forward da, a leaf's own backward",
        ),
    ),
    "Forget the gradient: grad is None again.": ("forward misplaced_grads, backward, zero_grad, backward",),
    "Return the other operand as an op takes it: a Tensor or an array as it is, a number as an array of () shape.": (
        "forward value, arrays and numbers on either side",
    ),
    "A number, NumPy's scalars among them, takes on this tensor's dtype: float32 times 2.5 is float32.": (
        "forward float_bits, float32 stays float32",
    ),
    "Return the sum of all entries, of shape ().": ("forward value, a sum, weighted",),
    "Return the mean of all entries, of shape ().": ("forward value, matrix product, sum and mean",),
    "Return the same entries under another shape, given as `reshape(2, 3)` or `reshape((2, 3))`.": (
        "forward *, reshape and transpose",
    ),
    "Return the axes in the order given, as `transpose(1, 0)` or `transpose((1, 0))`; reversed where none is.": (
        "forward *, reshape and transpose",
    ),
    "Return the entry of a tensor of one entry as a Python number.": ("forward value, the number of one entry",),
    "The shape of data.": ("forward value, ndim, size, dtype and shape",),
    "The dtype of data.": ("forward value, ndim, size, dtype and shape",),
    "The number of axes.": ("forward value, ndim, size, dtype and shape",),
    "The number of entries.": ("forward value, ndim, size, dtype and shape",),
}
