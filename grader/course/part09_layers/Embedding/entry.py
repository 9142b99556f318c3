"""Exercise entry: Embedding (the embedding layer, a Module)."""

from __future__ import annotations

import numpy as np

from grader.course.captions import LAYER
from grader.course.inputs import exact, ids, integers, normal, single, view
from grader.course.part09_layers.Embedding.driver import OUTPUTS, drive
from grader.course.spec import Exercise, Mistake, case


def _case(label, shape, V, D, *, make=lambda recipe: recipe, std=1.0, dtype=np.int64, **options):
    def drawn(rng):
        return np.asarray(ids(*shape, below=V)(rng), dtype)

    return case(label, W=make(normal(V, D, std=std)), ids=drawn, dY=make(normal(*shape, D)), **options)


EXERCISE = Exercise(
    title="An embedding layer",
    points=5,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("embedding", "Tensor", "Module"),
    cases=(
        _case("one id", (1,), 2, 3, _edge=True),
        _case("two axes of ids", (2, 3), 5, 4),
        _case("one axis of ids", (7,), 3, 2),
        _case("an id of no axis", (), 5, 3, _edge=True),
        _case("ids of uint16", (2, 3), 5, 4, dtype=np.uint16, _edge=True),
        _case("ids of int32", (7,), 3, 2, dtype=np.int32, _edge=True),
        _case("three axes of ids", (2, 1, 4), 6, 3),
        _case("a square table", (3, 4), 4, 4),
        _case("ids above 127", (2, 3), 200, 2, _edge=True),
        _case("a strided view", (2, 3), 5, 4, make=view),
        _case("float32", (2, 3), 5, 4, make=single, _rtol=1e-5),
        _case("large numbers", (2, 3), 5, 4, std=1e8, _large=True),
    ),
    by_hand=case(
        "by hand",
        W=exact([[1, 2], [3, 4], [5, 6]]),
        ids=integers([2, 0, 2]),
        dY=exact([[1, 2], [3, 4], [5, 6]]),
    ),
    by_hand_asks=("Y", "dW"),
    captions=LAYER,
    hints=(
        "The layer owns the whole table; a call brings ids. Which of the op's two arguments is a Tensor?",
        "apply matches the gradients to the op's arguments by name, and an argument that is no Tensor gets none: the "
        "ids need nothing special.",
        "One Tensor of shape (V, D) in __init__; one call of apply in forward, with the table first.",
    ),
)

MISTAKES = (
    Mistake(
        "looked-up-by-hand",
        "return apply(embedding, self.W, ids)",
        "return Tensor(self.W.data[ids], requires_grad=True)",
        "The rows are taken out of the array and made a new leaf: the values are right, and no gradient finds its way "
        "to the table.",
        breaks="forward",
    ),
    Mistake(
        "spread-of-one",
        "rng.normal(0, 0.02, (V, D))",
        "rng.normal(size=(V, D))",
        "W starts with a spread of 1, as torch.nn.Embedding does. GPT-2's is 0.02: the table is also its output layer, "
        "and would start by being sure of itself.",
        breaks="forward",
    ),
    Mistake(
        "all-zero",
        "rng.normal(0, 0.02, (V, D)).astype(dtype)",
        "np.zeros((V, D), dtype)",
        "W starts at 0: all tokens look alike.",
        breaks="forward",
    ),
    Mistake(
        "rng-not-used",
        "rng = rng or np.random.default_rng(0)\n",
        "rng = np.random.default_rng(0)\n",
        "The generator that was given is not used, so two tables of one shape start with the same numbers.",
        breaks="forward",
    ),
    Mistake(
        "wrong-end-of-the-table",
        "apply(embedding, self.W, ids)",
        "apply(embedding, self.W, -ids)",
        "Negative ids count from the end of the table, and NumPy says nothing: each token gets another one's row.",
        breaks="forward",
    ),
    Mistake(
        "float64-whatever",
        ".astype(dtype), requires_grad",
        ", requires_grad",
        "W is float64 whatever dtype says, and everything that it touches becomes float64 too.",
        breaks="forward",
    ),
)
