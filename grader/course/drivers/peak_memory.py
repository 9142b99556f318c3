"""How much memory a call takes beside what it was given."""

import tracemalloc


def most_taken(call):
    """Return the most bytes that call() held at once, beyond what was held before; NumPy reports its arrays."""
    already = tracemalloc.is_tracing()
    if not already:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        call()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        if not already:
            tracemalloc.stop()
