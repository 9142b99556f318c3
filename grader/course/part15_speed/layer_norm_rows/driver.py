"""Driver: layer_norm_rows."""

from grader.course.drivers.row_ranges import call_op, call_op_on_copies


def drive(layer_norm_rows, x, gamma, beta, eps, chunk):
    """Call the op with its rows split into ranges, without `out` and with it.

    Where chunk is None, on so many copies of x that they take several chunks.
    """
    if chunk is None:
        return call_op_on_copies(layer_norm_rows, 135_000, x, gamma, beta, eps)
    return call_op(layer_norm_rows, x, gamma, beta, eps, chunk)
