"""How the tests of formulas ask: a question about x W and a softmax row, made to order, with no exercise around it."""

import numpy as np

from grader.judge.formulas.evaluate import evaluate
from grader.judge.formulas.explain import Draw, Question, judge_formula
from grader.judge.formulas.parse import parse
from grader.judge.formulas.ranges import Values
from grader.judge.formulas.syntax import FormulaError

AXES = {"x": ("I", "K"), "W": ("K", "N"), "dY": ("I", "N"), "ids": ("I",), "dW": ("K", "N"), "dx": ("I", "K")}


def draw(seed):
    rng = np.random.default_rng(seed)
    x, W, dY = rng.standard_normal((3, 4)), rng.standard_normal((4, 5)), rng.standard_normal((3, 5))
    arrays = {"x": x, "W": W, "dY": dY, "ids": np.array([1.0, 3.0, 1.0]), "c": np.array(0.7)}
    arrays |= {"I": np.array(3.0), "K": np.array(4.0), "N": np.array(5.0)}
    return Draw(Values(arrays, AXES), {"dW": x.T @ dY, "dx": dY @ W.T, "db": dY.sum(axis=0)})


QUESTION = Question([draw(0), draw(1)], ("dY",), ("I", "K", "N"))
FIRST = QUESTION.draws[0]


def value(text, shape, name="y"):
    """Return what the lines give for `name`."""
    return evaluate(parse(text), name, shape, FIRST.values)


def trouble(text, shape=(4, 5), name="dW"):
    """Return the FormulaError that a text raises, or None."""
    try:
        evaluate(parse(text), name, shape, FIRST.values)
    except FormulaError as error:
        return error
    return None


def outcome(text, wanted="dW", **others):
    """Return what is said of one formula; `others` stand before it."""
    return judge_formula(wanted, {**others, wanted: text}, QUESTION)
