"""Exercise entry: causal_mask (the (S, S) mask to add to scores: 0 up to the diagonal, `fill` above it)."""

import numpy as np

from grader.course.spec import Caption, Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="The causal mask",
    points=3,
    arguments=("S", "fill"),
    outputs=("mask",),
    forward_is_public=True,
    cases=(
        case("one place", S=1, _edge=True),
        case("five places", S=5, _others={"fill": -7.0}),
        case("two places", S=2),
        case("another fill", S=4, fill=-123.5),
        case("a whole number to fill with", S=3, fill=-10),
        case("520 places", S=520, fill=-3.5, _large=True),
        case("a large fill", S=6, fill=-1e300, _large=True),
    ),
    identities=(
        Identity(
            "each place sees one more than the place before",
            lambda s, call: np.diff(np.sum(s.outputs["mask"] == 0, axis=1)) - 1,
        ),
        Identity(
            "the last place sees all, the last place is seen by itself alone",
            lambda s, call: np.append(s.outputs["mask"][-1], np.sum(s.outputs["mask"][:, -1] == 0) - 1),
        ),
    ),
    formulas=("mask",),
    by_hand=case("by hand", S=3, fill=-9.0),
    captions={"mask": Caption()},
    hints=(
        "Row i is the place that looks, column j the place that is looked at. Which j may place 2 see? Does it "
        "see itself?",
        "mask[i,j] = fill where j > i, else 0. What does that leave of row 0, and of the last row?",
        "One call makes an (S, S) array full of fill, and one keeps a triangle of it. Mind which triangle and its "
        "diagonal.",
    ),
)

MISTAKES = (
    Mistake(
        "blind-to-itself",
        "k=1)  # (S, S)",
        "k=0)  # (S, S)",
        "The diagonal is masked too, so that no place sees itself, and the first place sees nothing at all.",
        breaks="forward",
    ),
    Mistake(
        "sees-one-ahead",
        "k=1)  # (S, S)",
        "k=2)  # (S, S)",
        "Each place sees one place ahead: the very token that it is asked to predict.",
        breaks="forward",
    ),
    Mistake(
        "the-past-masked",
        "np.triu(np.full((S, S), fill, dtype=np.float64), k=1)",
        "np.tril(np.full((S, S), fill, dtype=np.float64), k=-1)",
        "The triangle below the diagonal is filled: each place sees the future and not the past. Rows are the "
        "places that look, columns those that are looked at.",
        breaks="forward",
    ),
    Mistake(
        "ones-and-zeros",
        "np.triu(np.full((S, S), fill, dtype=np.float64), k=1)",
        "np.tril(np.ones((S, S)))",
        "This mask says with 1 what may be seen. The one asked for is added to the scores: 0 where a place may look.",
        breaks="forward",
    ),
    Mistake(
        "fill-ignored",
        "np.full((S, S), fill, dtype=np.float64)",
        "np.full((S, S), -1e9, dtype=np.float64)",
        "The mask is filled with -1e9 whatever `fill` says.",
        breaks="forward",
    ),
    Mistake(
        "lower-half-filled",
        "np.triu(np.full((S, S), fill, dtype=np.float64), k=1)",
        "np.tril(np.full((S, S), fill, dtype=np.float64))",
        "The past and the place itself are filled, and the future is open: it is the wrong half. np.triu keeps the "
        "upper one.",
        "forward",
    ),
)
