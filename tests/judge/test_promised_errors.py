"""A promised exception is asked for by its type, and what was given has to be as it was."""

import pytest

from grader.course import registry
from grader.judge.evidence import refusals
from grader.judge.problem import ProblemKind
from tests.judge.ask_wrapped import problems

NO_ERROR = """
_own = {name}
def {name}(table, *rest):
    try:
        return _own(table, *rest)
    except Exception:
        return np.zeros((1, 1)), lambda d: {{}}
"""
OTHER_ERROR = """
_own = {name}
def {name}(table, *rest):
    try:
        return _own(table, *rest)
    except Exception:
        raise RuntimeError("not that one")
"""
DERIVED_ERROR = """
_own = {name}
class Mine(IndexError, ValueError):
    pass
def {name}(table, *rest):
    try:
        return _own(table, *rest)
    except Exception:
        raise Mine
"""
CHANGED = """
_own = {name}
def {name}(table, *rest):
    try:
        return _own(table, *rest)
    except Exception:
        table += 1
        raise
"""
REFUSING = ["embedding", "positional_embedding", "split_heads"]


@pytest.mark.parametrize(
    ("wrapper", "kind"),
    [
        (NO_ERROR, ProblemKind.NOT_REFUSED),
        (OTHER_ERROR, ProblemKind.NOT_REFUSED),
        (CHANGED, ProblemKind.INPUT_CHANGED),
    ],
    ids=["no error", "another error", "an input changed before the error"],
)
@pytest.mark.parametrize("name", REFUSING)
def test_promised_error_is_asked_for(name, wrapper, kind):
    found = problems(name, refusals, wrapper)
    assert {each.kind for each in found} == {kind}
    assert len(found) == len(registry.entry(name).refusals)


@pytest.mark.parametrize("name", REFUSING)
def test_error_derived_from_the_promised_one_will_do(name):
    assert not problems(name, refusals, DERIVED_ERROR)
