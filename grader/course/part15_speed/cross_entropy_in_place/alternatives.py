"""A right alternative to cross_entropy_in_place: a correct answer, written in another way."""

import numpy as np


def row_by_row(logits, targets, ignore_index=-1, chunk=262_144):
    """A loop over rows, with np.logaddexp.reduce for the logsumexp."""
    counted = [n for n, target in enumerate(targets) if target != ignore_index]
    total = 0.0
    for n, target in enumerate(targets):
        row = logits[n]
        if target == ignore_index:
            row[:] = 0
            continue
        lse = np.logaddexp.reduce(row)
        total += float(lse - row[target])
        np.subtract(row, lse, out=row)
        np.exp(row, out=row)
        row[target] -= 1
        row /= len(counted)
    return total / max(1, len(counted))
