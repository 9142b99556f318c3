"""Right alternatives to scatter_add_rows: correct answers, written in other ways."""

import numpy as np


def add_at(dW, ids, dY):
    """np.add.at: correct, and about fifteen times as slow."""
    np.add.at(dW, ids, dY)


def sorted_and_reduced(dW, ids, dY):
    """Sort the rows by id, and sum each run with np.add.reduceat."""
    order = np.argsort(ids, kind="stable")
    unique, first = np.unique(ids[order], return_index=True)
    dW[unique] += np.add.reduceat(dY[order], first, axis=0)
