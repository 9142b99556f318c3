"""Driver: gradient_check. The answer is given a proxy of an op; the judge computes the op, on its own side.

So nothing where the answer runs tells a correct op from a faulty one, but what it computes.
"""

import numpy as np

SENDABLE = (np.bool_, np.integer, np.float16, np.float32, np.float64, np.complex64, np.complex128)
"""NumPy's types that the protocol can send."""


def drive(gradient_check, inputs, wrt, options, shared, callback):
    """Return an array (6, len(wrt)) of what the answer reports and does, one column for each name.

    Its rows: max_abs; max_rel; 1 for passed; 1 where that is a bool; 1 where the op was given float64 for every array
    of floats; 1 where the draws are as promised (they are looked at under the option "draws"). All are -1 where it
    raises a ValueError. `shared` maps a name to another whose very array it stands for. `callback`
    answers the op's calls. The option "seed" is passed on as a generator; TypeError is raised where nothing is drawn
    from it, or where the answer returns anything but its dict of triples.
    """
    inputs = inputs | {name: inputs[other] for name, other in shared.items()}
    dtype = np.result_type(*(v for v in inputs.values() if isinstance(v, np.ndarray) and v.dtype.kind == "f"))
    seed, draws = options.get("seed"), options.get("draws")
    options = {name: value for name, value in options.items() if name not in ("seed", "draws")}
    watched = Watched()
    op = proxy_op(callback, watched)

    def check(seed):
        rng = None if seed is None else np.random.default_rng(seed)
        report = gradient_check(op, inputs, list(wrt), **options, **({"rng": rng} if rng else {}))
        if rng and rng.random() == np.random.default_rng(seed).random():
            raise TypeError("rng was given, and nothing was drawn from it")
        return report

    try:
        report = check(seed)
    except ValueError:
        return np.full((6, len(wrt)), -1, dtype)
    _require_triples(report, wrt)
    rows = np.array([[float(value) for value in report[name]] for name in wrt], dtype).T
    bools = [[float(isinstance(report[name][2], (bool, np.bool_))) for name in wrt]]
    others = [
        [float(watched.always_float64)] * len(wrt),
        [float(_draws_well(watched, check) if draws else 1)] * len(wrt),
    ]
    return np.concatenate([rows, bools, others]).astype(dtype)


def _require_triples(report, wrt):
    """Raise TypeError unless the report is a dict of triples with just the names in wrt."""
    if not isinstance(report, dict) or set(report) != set(wrt):
        raise TypeError(f"return a dict with the names in wrt, {', '.join(wrt)}, as its keys; what came is {report!r}")
    for name, triple in report.items():
        if not isinstance(triple, tuple) or len(triple) != 3:
            raise TypeError(f"{name} has {triple!r}; wanted (max_abs, max_rel, passed)")


def _draws_well(watched, check):
    """Whether generators of one seed, and no generator twice, give one upstream gradient, and another seed another."""

    def upstream(seed):
        watched.upstreams.clear()
        check(seed)
        return watched.upstreams[0] if watched.upstreams else 0.0

    same = all(np.array_equal(upstream(seed), upstream(seed)) for seed in (7, None))
    return same and not np.array_equal(upstream(7), upstream(8))


class Watched:
    """What is seen of the calls of an op: whether all arrays of floats are float64, and the upstream gradients."""

    def __init__(self):
        self.always_float64, self.upstreams = True, []

    def inputs(self, values):
        """Note the inputs of a call."""
        floats = [value.dtype for value in values if isinstance(value, np.ndarray) and value.dtype.kind == "f"]
        self.always_float64 &= all(dtype == np.float64 for dtype in floats)


def proxy_op(callback, watched):
    """Return an op that sends each call to `callback`, with the inputs as they are then, and returns its reply.

    An output that is a view of an input in the judge's op is one of the input here. Raises TypeError for a refused
    call. `watched` notes the calls.
    """

    def send(**call):
        reply = callback(call)
        if "refused" in reply:
            raise TypeError(reply["refused"])
        return reply

    def op(*inputs):
        def backward(dY):
            watched.upstreams.append(np.array(dY))
            return send(inputs=[_sendable(value) for value in inputs], upstream=_sendable(dY))["gradients"]

        watched.inputs(inputs)
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
