"""Clauses of share: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Call work(start, stop) for stretches that cover range(n),": ("forward result, three threads, 10 rows",),
    "one thread each,": ("forward result, all at the same time (1)",),
    "and return when all of them are done.": ("forward result, stretches done when it returns",),
    "There are `threads` stretches": ("forward result, five threads, 13 rows", "forward result, twelve threads"),
    "(None: as many as BLAS has threads),": ("forward result, as many stretches as BLAS has threads",),
    "fewer where one would have under `least` rows.": (
        "forward result, at least 4 rows each",
        "forward result, just least rows each",
        "forward result, fewer rows than are worth a thread",
        "forward result, more threads than rows",
    ),
    "Stretch i of p goes from n i // p to n (i + 1) // p.": (
        "forward result, two threads, an odd number of rows",
        "forward result, five threads, 13 rows",
        "forward result, a million million rows",
    ),
    "The calling thread does the first itself.": ("forward result, the caller does the first stretch",),
    "BLAS has one thread for each meanwhile.": (
        "forward result, BLAS's threads within, and afterwards",
        "forward result, BLAS's threads after an exception",
    ),
    "An exception of any stretch is raised here, after all have ended.": (
        "forward result, an exception of the last stretch arrives (1); others done",
        "forward result, an exception of the first stretch arrives (1); others done",
    ),
    "`work` must not share again.": (),
    "Where n is 0, work(0, 0) may be called, or nothing.": ("forward result, no rows at all",),
}
