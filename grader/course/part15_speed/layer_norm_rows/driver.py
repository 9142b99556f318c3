"""How layer_norm_rows is asked."""

from grader.course.drivers.row_ranges import drive_op


def drive(layer_norm_rows, *inputs):
    """Ask the op in stretches, with and without arrays to write into."""
    return drive_op(layer_norm_rows, *inputs)
