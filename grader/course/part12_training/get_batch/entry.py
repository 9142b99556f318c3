"""Exercise entry: get_batch (random windows of a memory-mapped token file)."""

from grader.course.captions import NEXT_DRAW
from grader.course.inputs import integers
from grader.course.part12_training.get_batch.driver import drive
from grader.course.spec import Caption, Exercise, Identity, Mistake, Recipe, case


def _tokens(count: int, below: int = 50257) -> Recipe:
    """Token ids in [0, below)."""
    return lambda rng: rng.integers(below, size=count)


def _above_int16(count: int) -> Recipe:
    """Ids in the upper half of uint16, which are negative as int16."""
    return lambda rng: rng.integers(2**15, 2**16, size=count)


EXERCISE = Exercise(
    title="Windows of a token file",
    points=5,
    arguments=("data", "batch_size", "block_size", "rng"),
    outputs=("x", "y", "next_draw"),
    driver=drive,
    cases=(
        case("one token, one window", tokens=_tokens(2), batch_size=1, block_size=1, seed=0, _edge=True),
        case("five windows of seven", tokens=_tokens(100), batch_size=5, block_size=7, seed=1),
        case("more windows than starts", tokens=_tokens(9), batch_size=40, block_size=6, seed=2),
        case("a batch of one", tokens=_tokens(50), batch_size=1, block_size=12, seed=3),
        case("windows of one token", tokens=_tokens(50), batch_size=4, block_size=1, seed=4),
        case("just one window", tokens=_tokens(6), batch_size=3, block_size=5, seed=5, _edge=True),
        case("one token too few", tokens=_tokens(5), batch_size=3, block_size=5, seed=6, _edge=True),
        case("far too few tokens", tokens=_tokens(3), batch_size=2, block_size=1024, seed=7, _edge=True),
        case("ids above 32767", tokens=_above_int16(60), batch_size=3, block_size=8, seed=8, _large=True),
        case("a file of a million tokens", tokens=_tokens(1_000_000), batch_size=4, block_size=16, seed=9),
    ),
    identities=(
        Identity(
            "y is x moved on by one token",
            lambda s, call: (s.outputs["y"][:, :-1] - s.outputs["x"][:, 1:]).ravel(),
            of="y",
        ),
    ),
    by_hand=case("by hand", tokens=integers([5, 3, 8, 8, 1, 6, 2]), batch_size=2, block_size=3, seed=25),
    by_hand_asks=("x", "y"),
    captions={
        "x": Caption(),
        "y": Caption(),
        "next_draw": NEXT_DRAW,
    },
    hints=(
        "How many tokens does one window need, x and y together? Which is the last place at which one may start, and "
        "so how many starts are there?",
        "rng.integers(n, size=B) draws from 0 ... n - 1. A start plus 0, 1, ..., T are the places of one window: which "
        "shape has start_b + t as an array, and how does broadcasting make it?",
        "Draw the starts; add a row 0 ... T to a column of starts, (B, 1) + (T + 1,); index data with that; make it "
        "int64; x is all but the last column, y all but the first.",
    ),
)

MISTAKES = (
    Mistake(
        "targets-not-moved",
        "return windows[:, :-1], windows[:, 1:]",
        "return windows[:, :-1], windows[:, :-1]",
        "y is x. A model is then trained to say the token that it has just read, which it learns at once, and nothing "
        "else. The target of a token is the one after it.",
        breaks="forward",
    ),
    Mistake(
        "ids-plus-one",
        "return windows[:, :-1], windows[:, 1:]",
        "return windows[:, :-1], windows[:, :-1] + 1",
        "y is x + 1: the next id of the vocabulary. It is the next place of the text that is wanted.",
        breaks="forward",
    ),
    Mistake(
        "targets-from-behind",
        "return windows[:, :-1], windows[:, 1:]",
        "return windows[:, 1:], windows[:, :-1]",
        "x and y have changed places: each target is the token before. Generated text would run backwards.",
        breaks="forward",
    ),
    Mistake(
        "targets-wrapped-around",
        "return windows[:, :-1], windows[:, 1:]",
        "return windows[:, :-1], np.roll(windows[:, :-1], -1, axis=1)",
        "The last target of each window is its own first token (np.roll turns it around). Read one token more.",
        breaks="forward",
    ),
    Mistake(
        "last-start-left-out",
        "rng.integers(len(data) - block_size, size=batch_size)",
        "rng.integers(max(1, len(data) - block_size - 1), size=batch_size)",
        "The last start is never drawn, so the last token of the file is never a target. integers(n) draws 0 ... n - 1 "
        "already: n is the number of starts, len(data) - block_size.",
        breaks="forward",
    ),
    Mistake(
        "one-start-for-all",
        "size=batch_size)  # (B,)",
        "size=1).repeat(batch_size)  # (B,)",
        "One start is drawn for the whole batch: all its windows are the same, and it teaches as much as one of them.",
        breaks="forward",
    ),
    Mistake(
        "windows-side-by-side",
        "rng.integers(len(data) - block_size, size=batch_size)",
        "rng.integers((len(data) - 1) // block_size, size=batch_size) * block_size",
        "Windows start at multiples of block_size only. Then a token always stands at the same place of its window, "
        "and of the file's windows only one in block_size is ever seen.",
        breaks="forward",
    ),
    Mistake(
        "generator-of-its-own",
        "starts = rng.integers",
        "starts = np.random.default_rng(0).integers",
        "The batch is drawn from a generator made on the spot, so that every step gets the same one. Draw from rng, "
        "which goes on from batch to batch.",
        breaks="forward",
    ),
    Mistake(
        "drawn-twice",
        "places = starts[:, None]",
        "starts = rng.integers(len(data) - block_size, size=batch_size)\n    places = starts[:, None]",
        "Starts are drawn twice, as if x and y had each their own. Both come out of one window.",
        breaks="forward",
    ),
    Mistake(
        "int16-on-the-way",
        "data[places].astype(np.int64)",
        "data[places].astype(np.int16).astype(np.int64)",
        "The ids go through int16, which ends at 32767: GPT-2's go to 50256, and the upper ones come out negative. "
        "They are uint16 in the file, and int64 here.",
        breaks="robustness",
    ),
    Mistake(
        "left-in-uint16",
        "data[places].astype(np.int64)",
        "data[places]",
        "The batch stays in uint16. Arithmetic on it wraps around without a word (0 - 1 is 65535, and so an "
        "ignore_index of -1 is never found). Widen it to int64.",
        breaks="contract",
    ),
    Mistake(
        "whole-file-widened",
        "data[places].astype(np.int64)",
        "data.astype(np.int64)[places]",
        "The whole file is made int64, for each batch anew. OpenWebText has 18 GB. Cut the windows out first.",
        breaks="contract",
    ),
    Mistake(
        "one-window-refused",
        "if len(data) <= block_size:",
        "if len(data) <= block_size + 1:",
        "Data of block_size + 1 tokens are refused, and they hold one window: x all but the last of them, y all but "
        "the first.",
        breaks="contract",
    ),
    Mistake(
        "too-short-in-silence",
        "if len(data) <= block_size:",
        "if len(data) < 0:",
        "Data with no window at all is not refused in words, so the generator complains about a bound that the reader "
        "of the message never gave.",
        breaks="contract",
    ),
)
