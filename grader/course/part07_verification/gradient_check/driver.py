"""Driver: gradient_check. The answer is given a proxy of an op; the judge computes the op, on its own side.

So nothing where the answer runs tells a correct op from a faulty one, but what it computes.
"""

import numpy as np

SENDABLE = (np.bool_, np.integer, np.float16, np.float32, np.float64, np.complex64, np.complex128)
"""NumPy's types that the protocol can send."""


def drive(gradient_check, inputs, wrt, options, shared, callback):
    """Return an array (3, len(wrt)): the max_abs and max_rel that the answer reports, and 1 for passed.

    All are -1 where it raises a ValueError with a message. `shared` maps a name to another whose very array it stands
    for. `callback` answers the op's calls. The option "seed" is passed on as a generator; TypeError is raised where
    nothing is drawn from it, or where the answer returns anything but its dict of triples.
    """
    inputs = inputs | {name: inputs[other] for name, other in shared.items()}
    dtype = np.result_type(*(v for v in inputs.values() if isinstance(v, np.ndarray) and v.dtype.kind == "f"))
    seed = options.get("seed")
    rng = None if seed is None else np.random.default_rng(seed)
    options = {name: value for name, value in options.items() if name != "seed"} | ({"rng": rng} if rng else {})
    try:
        report = gradient_check(proxy_op(callback), inputs, list(wrt), **options)
    except ValueError as error:
        if not str(error):
            raise
        return np.full((3, len(wrt)), -1, dtype)
    if rng and rng.random() == np.random.default_rng(seed).random():
        raise TypeError("rng was given, and nothing was drawn from it")
    if not isinstance(report, dict) or set(report) != set(wrt):
        raise TypeError(f"return a dict with the names in wrt, {', '.join(wrt)}, as its keys; what came is {report!r}")
    for name, triple in report.items():
        if not isinstance(triple, tuple) or len(triple) != 3:
            raise TypeError(f"{name} has {triple!r}; wanted (max_abs, max_rel, passed)")
    return np.array([[float(value) for value in report[name]] for name in wrt], dtype).T


def proxy_op(callback):
    """Return an op that sends each call to `callback`, with the inputs as they are then, and returns its reply.

    Effects are repeated here: an output that is a view of an input in the judge's op is one of the input here, and an
    upstream gradient that the op's backward changes in place is changed here. Raises TypeError for a refused call.
    """

    def send(**call):
        reply = callback(call)
        if "refused" in reply:
            raise TypeError(reply["refused"])
        return reply

    def op(*inputs):
        def backward(dY):
            reply = send(inputs=[_sendable(value) for value in inputs], upstream=_sendable(dY))
            if reply["upstream"] is not None and isinstance(dY, np.ndarray):
                dY[...] = reply["upstream"]
            return reply["gradients"]

        reply = send(inputs=[_sendable(value) for value in inputs])
        view, output = reply["view"], reply["output"]
        return output if view is None else np.reshape(inputs[view], output.shape), backward

    return op


def _sendable(value):
    """Return numbers as an array or a scalar of a type that can be sent, and anything else as it is."""
    if not isinstance(value, (np.ndarray, np.generic, list)):
        return value
    array = np.asarray(value)
    if not issubclass(array.dtype.type, SENDABLE):
        array = array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    return array[()] if isinstance(value, np.generic) else array
