"""Driver: gelu_in_chunks."""

import numpy as np

from grader.course.drivers.row_ranges import call_op, call_op_on_copies, require_same, split_rows


def drive(gelu_in_chunks, u, chunk, many=0):
    """Call the op with its rows split into ranges, without `out`, with it, and with u itself for it.

    Where `many` is given, on copies of u with so many entries; where `chunk` is as well, the memory that this takes is
    measured. Raises TypeError where float32 does not stay float32.
    """
    if many:
        return call_op_on_copies(gelu_in_chunks, many, chunk, u)
    returned = call_op(gelu_in_chunks, u, chunk)
    if isinstance(returned, tuple) and isinstance(returned[0], np.ndarray):
        if u.dtype == np.float32 != returned[0].dtype:
            raise TypeError(f"h is {returned[0].dtype}, and u is float32: h has the dtype of u")
        over_itself = np.array(u, order="C")  # an out is contiguous
        with split_rows(gelu_in_chunks):
            gelu_in_chunks(over_itself, chunk, out=over_itself)
        require_same("u itself, given as out,", over_itself, returned[0])
    return returned
