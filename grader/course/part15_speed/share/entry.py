"""Exercise entry: share (work split into row ranges over threads)."""

from grader.course.part15_speed.share.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, ask, n, threads, least=1, **options):
    """Return a case: n rows shared among threads, and in `ask` what is compared."""
    return case(label, ask=ask, n=n, least=least, threads=threads, **options)


PASSED_ON = {1.0: "passed on", 0.0: "lost"}

EXERCISE = Exercise(
    title="Work shared among threads",
    points=10,
    arguments=("work", "n", "least", "threads"),
    outputs=("result",),
    driver=drive,
    cases=(
        _case("one row, one thread", "stretches", 1, 1, _edge=True),
        _case("two threads, an odd number of rows", "stretches", 7, 2),
        _case("three threads, 10 rows", "stretches", 10, 3),
        _case("five threads, 13 rows", "stretches", 13, 5),
        _case("more threads than rows", "stretches", 3, 8),
        _case("at least 4 rows each", "stretches", 9, 4, least=4),
        _case("fewer rows than are worth a thread", "stretches", 5, 2, least=6),
        _case("all at the same time (1)", "together", 6, 3),
        _case("stretches done when it returns", "done", 5, 3),
        _case("an exception of the last stretch arrives (1); others done", "raised", 7, 3),
        _case("an exception of the first stretch arrives (1); others done", "raised first", 7, 3),
        _case("as many stretches as BLAS has threads", "by blas", 40, None),
        _case("BLAS's threads within, and afterwards", "blas", 8, 2),
        _case("the caller does the first stretch", "caller", 7, 3, _edge=True),
        _case("BLAS's threads after an exception", "blas, raised", 8, 2, _edge=True),
        _case("as many rows as threads", "stretches", 4, 4, _edge=True),
        _case("just least rows each", "stretches", 12, 3, least=4, _edge=True),
        _case("no rows at all", "no rows", 0, 3, _edge=True),
        _case("twelve threads", "stretches", 31, 12, _edge=True),
        _case("a million million rows", "stretches", 10**12 + 1, 3, _large=True),
    ),
    by_hand=_case("by hand", "stretches", 11, 3),
    captions={
        ("result", "stretches"): Caption("stretches of rows", {-1.0: "none"}),
        ("result", "together"): Caption("all stretches", {1.0: "at the same time", 0.0: "one after another"}),
        ("result", "done"): Caption(entries=(Caption(), Caption("stretches done when share returns"))),
        ("result", "raised"): Caption(
            entries=(Caption("the exception of the last stretch", PASSED_ON), Caption("other stretches done by then"))
        ),
        ("result", "raised first"): Caption(
            entries=(Caption("the exception of the first stretch", PASSED_ON), Caption("other stretches done by then"))
        ),
        ("result", "by blas"): Caption("number of stretches, in BLAS's threads"),
        ("result", "blas"): Caption(
            entries=(Caption("BLAS's threads within a stretch"), Caption("BLAS's threads afterwards"))
        ),
    },
    hints=(
        "Which rows does thread i do? And who may not go on before the last of them is done: what happens to whoever "
        "reads the answer too early?",
        "Stretch i of p goes from floor(n i / p) up to floor(n (i + 1) / p). Is each row in just one of them, whatever "
        "is left over when p does not divide n?",
        "A ThreadPoolExecutor for all stretches but the first, which the caller does itself; wait for all; then "
        "result() of each, which raises what it raised. Around it ThreadpoolController().limit(limits=1).",
    ),
)

MISTAKES = (
    Mistake(
        "rest-left-out",
        "[n * i // parts for i in range(parts + 1)]",
        "[n // parts * i for i in range(parts + 1)]",
        "Every stretch has floor(n / p) rows, and the rows that are left over are never done.",
        breaks="forward",
    ),
    Mistake(
        "one-row-twice",
        "pairwise(edges[1:])",
        "((a - 1, b) for a, b in pairwise(edges[1:]))",
        "A stretch begins at the last row of the one before it: that row is done twice, by two threads at once.",
        breaks="forward",
    ),
    Mistake(
        "one-after-another",
        "            work(0, edges[1])\n",
        "            wait(others)\n            work(0, edges[1])\n",
        "The caller waits for the others before it begins its own stretch, and meanwhile does nothing.",
        breaks="forward",
    ),
    Mistake(
        "returns-too-early",
        "            wait(others)  # whoever goes on while another still writes reads half of an answer\n"
        "    for other in others:\n        other.result()  # raises what the stretch raised\n",
        "            pass\n",
        "Nobody waits for the other threads: whoever reads the answer reads rows that are not written yet, and what "
        "went wrong in them is never heard of.",
        breaks="forward",
    ),
    Mistake(
        "exceptions-lost",
        "    for other in others:\n        other.result()",
        "    for other in others:\n        other.exception()",
        "What another thread raised is dropped: rows are missing, and nobody is told.",
        breaks="forward",
    ),
    Mistake(
        "always-all-threads",
        "n // max(1, least))",
        "n)",
        "A few rows are cut up as well, though a thread costs more than they do: `least` says how many are worth one.",
        breaks="forward",
    ),
    Mistake(
        "blas-with-all-its-threads",
        ".limit(limits=1)",
        ".limit(limits=None)",
        "BLAS keeps its own threads in each of ours: two times two on two processors, in each other's way.",
        breaks="forward",
    ),
)
