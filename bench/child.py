"""One side in a process of its own: `python -m bench.child bench.figures.forward PyTorch`.

It prepares, then says what it runs on. At each line on stdin it works, untimed and then timed, and says the seconds and
the most memory so far. Each thing said is a line of JSON on stdout.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time

from bench import machine
from grader.errors import BadInput
from grader.lab.model.memory import peak_memory, reset_peak_memory


def main() -> None:
    """Serve until stdin ends."""
    module, side = sys.argv[1:]
    # Only what is said here goes to the parent; whatever the work prints goes to stderr.
    parent = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    figure = importlib.import_module(module).FIGURE
    try:
        work = figure.sides[side]()
    except BadInput as trouble:
        print(json.dumps({"missing": str(trouble)}), file=parent, flush=True)
        return
    reset_peak_memory()  # what preparing took is no part of the work
    print(json.dumps({"libraries": machine.libraries()}), file=parent, flush=True)
    for _ in sys.stdin:
        for _ in range(figure.untimed):
            work()
        start = time.perf_counter()
        entries = work()
        seconds = time.perf_counter() - start
        found = {"entries": dict(entries or {"": seconds}), "peak": peak_memory()}
        print(json.dumps(found), file=parent, flush=True)


if __name__ == "__main__":
    main()
