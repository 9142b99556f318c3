"""scatter_add_rows, written other ways."""

import numpy as np


def add_at(dW, ids, dY):
    """np.add.at: right, and fifteen times as slow."""
    np.add.at(dW, ids, dY)


def sorted_and_reduced(dW, ids, dY):
    """Sort the rows by id and sum each run."""
    order = np.argsort(ids, kind="stable")
    unique, first = np.unique(ids[order], return_index=True)
    dW[unique] += np.add.reduceat(dY[order], first, axis=0)
