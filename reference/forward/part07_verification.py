"""Reference answers of part 07: what a gradient checker has to say of each fault, stated."""

from __future__ import annotations

import numpy as np

ALL, FIRST, LAST, NONE = slice(None), slice(0, 1), slice(-1, None), slice(0, 0)

SPOILS = {
    "": NONE,
    "zeros": ALL,
    "upstream forgotten": ALL,
    "last entry": LAST,
    "middle entry": LAST,
    "errors that cancel": LAST,
    "last entry too small": LAST,
    "a quarter more": ALL,
    "a quarter less": ALL,
    "one percent more": ALL,
    "a ten-thousandth more": ALL,
    "wrong sign": ALL,
    "nan": LAST,
    "first wrong": FIRST,
    "transposed": LAST,
    "one axis more": LAST,
    "left out": LAST,
    "assigned": ALL,
    "upstream doubled": ALL,
    "claims": LAST,
}
"""Of which names, in their order, each fault spoils the gradient by more than 1e-5 and by more than 1e-7."""


def gradient_check(op, fault, inputs, wrt, report, options):
    """The verdict for each name in wrt, 1 for passed; or the one known error of the fault."""
    if report != "verdict":
        return np.array([{"a quarter more": 0.2}.get(fault, 0.25)])
    if op != "multiply" and any(name not in inputs or inputs[name].dtype.kind == "i" for name in wrt):
        return np.full(len(wrt), -1.0)
    verdict = np.ones(len(wrt))
    verdict[SPOILS[fault]] = 0
    if (fault == "one percent more" and options.get("rtol", 0) > 0.01) or (
        fault == "last entry" and options.get("atol", 0) > 0.25
    ):
        verdict[:] = 1  # within the wide tolerance that is tried with it
    if op == "cube" and "eps" in options:
        verdict[:] = 0  # the difference is off by eps^2
    return verdict
