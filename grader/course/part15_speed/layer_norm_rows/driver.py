"""Driver: layer_norm_rows."""

from grader.course.drivers.row_ranges import call_op


def drive(layer_norm_rows, *inputs):
    """Call the op with its rows split into ranges, without `out` and with it."""
    return call_op(layer_norm_rows, *inputs)
