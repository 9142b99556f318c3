"""A viva's answers, worked out again by plain Python: the text run up to a line, and the changed text run whole."""

import ast
import itertools
import re
import sys
import types

import numpy as np
import pytest

from grader.course import registry
from grader.course.stubs import solution_text
from grader.instructor.viva.edits import edits_of
from grader.instructor.viva.questions import Kind, _small, _with_most_axes, questions
from grader.judge.case_instance import draw_inputs
from grader.judge.sandbox.bubblewrap import SandboxUnavailable, bubblewrap_path

SAMPLE = ("squared_error", "gelu_tanh", "mean_last_axis", "softmax", "layer_norm", "scaled_dot_product_attention")
SHAPE = re.compile(r"what is the shape of (\S+) after line (\d+), in (\S+?)[?,]")
WITHOUT = re.compile(
    r"(\w+)(?:\[([\d, ]+)\])? is (\S+)\. What does it become if line (\d+), `.*?`, (?:reads `(.*)`|is)"
)


def whole(name):
    """The exercise's files by key: its text and those that it imports."""
    keys, left = {}, [name]
    while left:
        each = left.pop()
        keys[registry.key(each)] = solution_text(each)
        left += registry.entry(each).requires
    return keys


def module(name, text):
    """The text as a module, its relative imports made of the solutions."""
    made = types.ModuleType(f"solutions.{registry.key(name)}")
    made.__package__ = f"solutions.{registry.part_of(name)}"
    exec(compile(text, "answer", "exec"), made.__dict__)
    return made


def run(name, text, case):
    exercise = registry.entry(name)
    inputs, upstream = draw_inputs(exercise, case, 0)
    output, backward = getattr(module(name, text), name)(*inputs.values())
    return {"output": output, **{f"d{key}": value for key, value in backward(upstream).items()}}


def shape_at(name, text, line, target, case):
    """The shape of a name when the line after `line` is reached, seen by a tracer: the text itself is unchanged."""
    seen = []

    def trace(frame, event, _):
        if frame.f_code.co_filename != "answer":
            return None
        was = getattr(trace, "last", {}).get(id(frame))
        if event in ("line", "return") and was == line and target in frame.f_locals:
            seen.append(np.shape(frame.f_locals[target]))
        trace.last = {**getattr(trace, "last", {}), id(frame): frame.f_lineno}
        return trace

    sys.settrace(trace)
    try:
        run(name, text, case)
    finally:
        sys.settrace(None)
    return seen[0]


@pytest.fixture(scope="module", params=SAMPLE)
def asked(request):
    try:
        bubblewrap_path()
    except SandboxUnavailable as why:
        pytest.skip(f"no sandbox can be had: {why}")
    name = request.param
    return name, solution_text(name), questions(registry.entry(name), whole(name), 6)


def test_shapes_are_those_of_the_text_run_up_to_the_line(asked):
    name, text, found = asked
    shapes = [each for each in found if each.kind is Kind.SHAPE]
    assert shapes
    for each in shapes:
        target, line, _ = SHAPE.search(each.question).groups()
        assert each.answer == str(shape_at(name, text, int(line), target, _with_most_axes(registry.entry(name))))


def test_values_are_those_of_the_changed_text(asked):
    name, text, found = asked
    values = [each for each in found if each.kind is Kind.WITHOUT]
    assert values
    for each in values:
        label, at, before, line, after = WITHOUT.search(each.question).groups()
        lines = text.splitlines()
        old = lines[int(line) - 1]
        lines[int(line) - 1] = old[: len(old) - len(old.lstrip())] + (after or "pass")
        index = tuple(map(int, at.split(","))) if at else ()
        texts = text, "\n".join(lines) + "\n"
        one, other = (np.asarray(run(name, version, _small(registry.entry(name)))[label])[index] for version in texts)
        assert f"{one:.4g}" == before
        assert f"{other:.4g}" == each.answer.partition(",")[0]


@pytest.mark.parametrize("name", registry.all_names())
def test_edits_are_one_line_of_python_that_a_person_would_write(name):
    text = solution_text(name)
    lines = set(range(1, len(text.splitlines()) + 1))
    found = itertools.islice(edits_of(text, lines.__contains__, lambda order: None, drop=True), 12)
    for edit in found:
        ast.parse(edit.text)
        assert not re.search(r"(?<!\w)\(-?\d+\)|\b0 \* ", edit.after), edit.after


def test_a_line_that_goes_is_named_with_its_text():
    text = "def f(x):\n    total = 0\n    total += x\n    return total\n"
    told = [edit.told() for edit in edits_of(text, {3}.__contains__, lambda order: None, drop=True)]
    assert "line 3, `total += x`, is taken out" in told
