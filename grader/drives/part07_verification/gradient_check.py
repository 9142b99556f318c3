"""How gradient_check is asked."""

import numpy as np

from grader.drives.part07_verification.bank import prepared, spoiled


def drive(gradient_check, op, fault, inputs, wrt, report, options):
    """Return the verdicts on one op of the bank, 1 for passed, by name; or the error that was reported.

    A refusal in words (ValueError) is -1 for every name.
    """
    given = prepared(op, inputs)
    dtype = np.result_type(*(v for v in given.values() if isinstance(v, np.ndarray) and v.dtype.kind == "f"))
    try:
        found = gradient_check(spoiled(op, fault), given, list(wrt), **options)
    except ValueError as error:
        if not str(error):
            raise
        return np.full(len(wrt), -1, dtype)
    if not isinstance(found, dict) or set(found) != set(wrt):
        raise TypeError(f"return a dict with the names in wrt, {', '.join(wrt)}, as its keys; what came is {found!r}")
    for name, triple in found.items():
        if not isinstance(triple, tuple) or len(triple) != 3:
            raise TypeError(f"{name} has {triple!r}; wanted (max_abs, max_rel, passed)")
    place = {"max_abs": 0, "max_rel": 1, "verdict": 2}[report]
    return np.array([float(found[name][place]) for name in wrt], dtype)
