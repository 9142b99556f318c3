"""Driver: blocked_attention."""

import numpy as np

from grader.course.drivers.row_ranges import call_op, require_same, split_rows

LONG = 530
"""Places that take more than one block of queries and of keys of the size that they have by default."""


def drive(blocked_attention, Q, K, V, queries, keys):
    """Call the op with its rows split into ranges, without `out` and with it.

    Where queries and keys are None, in one block; and a text of LONG places in blocks of the size that they have by
    default has to give what it gives in one block.
    """
    if queries is None:
        _require_blocks_as_one(blocked_attention, Q, K, V)
        queries = keys = len(Q)
    return call_op(blocked_attention, Q, K, V, queries, keys)


def _require_blocks_as_one(blocked_attention, *inputs):
    """Raise ValueError where output or gradients of a long text depend on whether it is cut into blocks."""
    long = [np.sin(np.arange(LONG * x.shape[-1]) * x.flat[0]).reshape(LONG, -1) for x in inputs]
    with split_rows(blocked_attention):
        (output, backward), (whole, whole_backward) = blocked_attention(*long), blocked_attention(*long, LONG, LONG)
        gradients, whole_gradients = backward(np.cos(whole)), whole_backward(np.cos(whole))
    than, where = "they give in one block", f"of {LONG} places in blocks of the usual size"
    require_same(f"the output {where}", output, whole, than)
    for name, array in gradients.items():
        require_same(f"the gradient of {name} {where}", array, whole_gradients[name], than)
