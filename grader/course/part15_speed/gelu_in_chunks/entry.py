"""Exercise entry: gelu_in_chunks (the tanh GELU in cache-sized chunks, an op with `out`)."""

from grader.course.inputs import exact, normal, single, view
from grader.course.part15_speed.gelu_in_chunks.driver import drive
from grader.course.spec import Exercise, Mistake, case

EXERCISE = Exercise(
    title="GELU in chunks",
    points=10,
    arguments=("u", "chunk"),
    gradients=("u",),
    driver=drive,
    requires=("share",),
    cases=(
        case("one entry", u=normal(1), chunk=4, _edge=True),
        case("two axes, a chunk that does not divide", u=normal(3, 5, std=1.5), chunk=4),
        case("three axes", u=normal(2, 3, 4), chunk=5),
        case("a chunk of all", u=normal(3, 4), chunk=12),
        case("a chunk beyond all", u=normal(2, 3), chunk=64),
        case("entries one by one", u=normal(4), chunk=1),
        case("axes of size 1", u=normal(1, 5, 1), chunk=2, _edge=True),
        case("a strided view", u=view(normal(3, 4)), chunk=5),
        case("near 0", u=normal(7, std=1e-3), chunk=3),
        case("float32", u=single(normal(3, 5)), chunk=4, _large=True, _rtol=1e-5),
        case("more than one chunk of the usual size", u=normal(3, 7), chunk=None, many=70_000, _large=True),
        case("memory taken beside the answer", u=normal(4, 25), chunk=1000, many=100_000, _large=True),
        case("entries of 1e4 beside small ones", u=exact([-1e4, -30, -5, -0.1, 0, 0.2, 6, 1e4]), chunk=3, _large=True),
    ),
    by_hand=case("by hand", u=exact([1, 0]), chunk=4, _upstream=exact([2, 3])),
    hints=(
        "Write part 03's formula as steps with one result each: which arrays do you need at the same time? Which of "
        "them may be written over?",
        "h' = (1 + t)/2 + u/2 (1 - t^2) k (1 + 3 a u^2), with t the tanh. Both terms have the factor (1 + t)/2.",
        "Per chunk: one array for t and one for the slope, everything by `out=` or by *= and +=; u * u, never u**3; "
        "the last chunk is shorter; math.sqrt, not np.sqrt.",
    ),
)

MISTAKES = (
    Mistake(
        "first-chunk-over-and-over",
        "t_, s_ = _tanh(x[a:b], t[: b - a]), s[: b - a]",
        "t_, s_ = _tanh(x[start : start + b - a], t[: b - a]), s[: b - a]",
        "The slope of every chunk is made from the tanh of the first.",
    ),
    Mistake(
        "already-moved-on",
        "np.subtract(2, t_, dtype=u.dtype)",
        "np.subtract(1, t_, dtype=u.dtype)",
        "t was written over by 1 + t one line before: 1 - t is now 2 minus what stands there. In place, an old name "
        "stands for a new number.",
    ),
    Mistake(
        "straight-part-missing",
        "                s_ += 1\n",
        "",
        "The slope lacks (1 + t)/2, the part in which u itself moves: only the tanh's part is there.",
    ),
    Mistake(
        "cube-not-derived",
        "s_ *= 3 * A * K",
        "s_ *= A * K",
        "u^3 has the slope 3 u^2: the 3 is missing.",
    ),
    Mistake(
        "cube-forgotten",
        "out *= A * K\n",
        "out *= 0\n",
        "The term a u^3 inside the tanh is gone.",
        breaks="forward",
    ),
    Mistake(
        "last-chunk-of-the-upstream",
        "np.multiply(dy[a:b], s_, out=dx[a:b])",
        "np.multiply(dy[: b - a], s_, out=dx[a:b])",
        "Each chunk's slope is multiplied by the upstream gradient of the first chunk.",
    ),
    Mistake(
        "chunk-not-heeded",
        "x, y = u.reshape(-1), h.reshape(-1)",
        "chunk, x, y = max(chunk, u.size), u.reshape(-1), h.reshape(-1)",
        "All entries are worked on at once, whatever `chunk` says, so what comes between is as large as u: for one "
        "layer of GPT-2 12 MB for each array, which no processor's own cache holds.",
        breaks="contract",
    ),
    Mistake(
        "slope-kept",
        "    def backward(dh: np.ndarray, out: np.ndarray | None = None)",
        "    kept = np.tanh(u)\n\n    def backward(dh: np.ndarray, out: np.ndarray | None = None, kept=kept)",
        "An array as large as u is kept from the forward for the backward. To write it and to read it again costs more "
        "than to make a chunk of it anew, which is in the cache.",
        breaks="contract",
    ),
)
