"""How gradient_check is asked: with a stub in the place of the op, which the judge computes on its side."""

import numpy as np

SENT = (np.bool_, np.integer, np.float16, np.float32, np.float64, np.complex64, np.complex128)


def drive(gradient_check, inputs, wrt, options, shared, judge):
    """Return (3, names in wrt): the largest absolute and relative errors that were reported, and 1 for passed.

    `shared` says which names stand for the very array of another; `judge` answers the op's calls. A refusal in words
    (ValueError) is -1 everywhere. Of the options, "seed" is a generator's, from which something has to be drawn.
    """
    given = inputs | {name: inputs[other] for name, other in shared.items()}
    dtype = np.result_type(*(v for v in given.values() if isinstance(v, np.ndarray) and v.dtype.kind == "f"))
    seed = options.get("seed")
    rng = None if seed is None else np.random.default_rng(seed)
    options = {name: value for name, value in options.items() if name != "seed"} | ({"rng": rng} if rng else {})
    try:
        found = gradient_check(stub(judge), given, list(wrt), **options)
    except ValueError as error:
        if not str(error):
            raise
        return np.full((3, len(wrt)), -1, dtype)
    if rng and rng.random() == np.random.default_rng(seed).random():
        raise TypeError("rng was given, and nothing was drawn from it")
    if not isinstance(found, dict) or set(found) != set(wrt):
        raise TypeError(f"return a dict with the names in wrt, {', '.join(wrt)}, as its keys; what came is {found!r}")
    for name, triple in found.items():
        if not isinstance(triple, tuple) or len(triple) != 3:
            raise TypeError(f"{name} has {triple!r}; wanted (max_abs, max_rel, passed)")
    return np.array([[float(value) for value in found[name]] for name in wrt], dtype).T


def stub(judge):
    """Return an op that has nothing in it: each call sends the arrays as they stand, and does with them what is told.

    Where the output is told to be a view of an input it is one here; an upstream gradient that came back changed is
    changed here, in its place.
    """

    def asked(**call):
        reply = judge(call)
        if "refused" in reply:
            raise TypeError(reply["refused"])
        return reply

    def op(*inputs):
        def backward(dY):
            reply = asked(inputs=[_plain(value) for value in inputs], upstream=_plain(dY))
            if reply["upstream"] is not None and isinstance(dY, np.ndarray):
                dY[...] = reply["upstream"]
            return reply["gradients"]

        reply = asked(inputs=[_plain(value) for value in inputs])
        view, output = reply["view"], reply["output"]
        return output if view is None else np.reshape(inputs[view], output.shape), backward

    return op


def _plain(value):
    """Return numbers as an array or a scalar of a type that is sent, and anything else as it is."""
    if not isinstance(value, (np.ndarray, np.generic, list)):
        return value
    array = np.asarray(value)
    if not issubclass(array.dtype.type, SENT):
        array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    return array[()] if isinstance(value, np.generic) else array
