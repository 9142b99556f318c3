"""What Python and NumPy say where code fails, as patterns: such a text tells of shapes and names, and of no number.

In a pattern <S> stands for a shape, <N> for a small whole number, <W> for a known name, and <O> for an operator.
"""

PATTERNS = (
    # shapes
    "operands could not be broadcast together with shapes <S> <S>",
    "operands could not be broadcast together with shapes <S> <S> <S>",
    "non-broadcastable output operand with shape <S> doesn't match the broadcast shape <S>",
    "shapes <S> and <S> not aligned: <N> (dim <N>) != <N> (dim <N>)",
    "shape mismatch: objects cannot be broadcast to a single shape",
    "shape-mismatch for sum",
    "matmul: Input operand <N> has a mismatch in its core dimension <N>, with gufunc signature "
    "(n?,k),(k,m?)->(n?,m?) (size <N> is different from <N>)",
    "matmul: Input operand <N> does not have enough dimensions (has <N>, gufunc core with signature "
    "(n?,k),(k,m?)->(n?,m?) requires <N>)",
    "could not broadcast input array from shape <S> into shape <S>",
    "could not broadcast input array from shape <S>",
    "cannot reshape array of size <N> into shape <S>",
    "can only specify one unknown dimension",
    "axes don't match array",
    "all the input arrays must have same number of dimensions, but the array at index <N> has <N> dimension(s) and the "
    "array at index <N> has <N> dimension(s)",
    "all the input array dimensions except for the concatenation axis must match exactly, but along dimension <N>, the "
    "array at index <N> has size <N> and the array at index <N> has size <N>",
    "setting an array element with a sequence.",
    # indices and axes
    "axis <N> is out of bounds for array of dimension <N>",
    "index <N> is out of bounds for axis <N> with size <N>",
    "index <N> is out of bounds for size <N>",
    "too many indices for array: array is <N>-dimensional, but <N> were indexed",
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid "
    "indices",
    "arrays used as indices must be of integer (or boolean) type",
    "list index out of range",
    "tuple index out of range",
    "list indices must be integers or slices, not <W>",
    "tuple indices must be integers or slices, not <W>",
    # types
    "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    "only length-1 arrays can be converted to Python scalars",
    "only 0-dimensional arrays can be converted to Python scalars",
    "only integer scalar arrays can be converted to a scalar index",
    "Cannot cast ufunc '<W>' output from dtype('<W>') to dtype('<W>') with casting rule '<W>'",
    "unsupported operand type(s) for <O>: '<W>' and '<W>'",
    "bad operand type for unary <O>: '<W>'",
    "'<O>' not supported between instances of '<W>' and '<W>'",
    "'<W>' object is not callable",
    "'<W>' object is not subscriptable",
    "'<W>' object is not iterable",
    "'<W>' object does not support item assignment",
    "cannot unpack non-iterable <W> object",
    "not enough values to unpack (expected <N>, got <N>)",
    "too many values to unpack (expected <N>)",
    "too many values to unpack (expected <N>, got <N>)",
    "object of type '<W>' has no len()",
    "assignment destination is read-only",
    # names and calls
    "name '<W>' is not defined",
    "name '<W>' is not defined. Did you mean: '<W>'?",
    "name '<W>' is not defined. Did you forget to import '<W>'?",
    "cannot access local variable '<W>' where it is not associated with a value",
    "cannot access free variable '<W>' where it is not associated with a value in enclosing scope",
    "'<W>' object has no attribute '<W>'",
    "'<W>' object has no attribute '<W>'. Did you mean: '<W>'?",
    "module '<W>' has no attribute '<W>'",
    "<W>() takes no arguments",
    "<W>() takes <N> positional argument but <N> were given",
    "<W>() takes <N> positional arguments but <N> were given",
    "<W>() takes <N> positional arguments but <N> was given",
    "<W>() takes from <N> to <N> positional arguments but <N> were given",
    "<W>() missing <N> required positional argument: '<W>'",
    "<W>() missing <N> required positional arguments: '<W>' and '<W>'",
    "<W>() got an unexpected keyword argument '<W>'",
    "<W>() got multiple values for argument '<W>'",
    "No module named '<W>'",
    "cannot import name '<W>' from '<W>' (unknown location)",
    # the rest
    "division by zero",
    "float division by zero",
    "math domain error",
    "zero-size array to reduction operation <W> which has no identity",
    "Singular matrix",
)
