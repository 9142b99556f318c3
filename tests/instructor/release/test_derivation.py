"""The derivation at a notebook's end: steps that add up, sample answers for the instructor alone."""

import json
from fractions import Fraction

import pytest

from grader.course import registry
from grader.course.rubrics import GENERAL, WHOLE, rubric_of, scaled, shown
from grader.instructor.assignments import Assignment, whole_part
from grader.instructor.notebooks.derivation import derivation_is_as_made, derivation_key, derivation_task
from grader.instructor.notebooks.source_notebook import DERIVATION, PLACEHOLDER, release_notebook, source_notebook
from grader.instructor.release.kept_back import kept_back
from grader.paths import COURSE

RUBRICS = sorted(file.parent.name for file in COURSE.glob("grader/course/part*/*/rubric.toml"))
PARTS = [part for part in registry.parts() if int(part[4:6]) <= 15]


def asked(names):
    """The exercises whose derivation a task asks for."""
    return [line[2:].partition(":")[0] for line in derivation_task(names, 10).splitlines() if line.startswith("- ")]


@pytest.mark.parametrize("part", PARTS)
def test_every_derivation_of_a_part_has_a_rubric_with_three_answers(part):
    for name in asked(registry.names(part)):
        assert name in RUBRICS
        assert [*rubric_of(name).samples] == ["full", "partial", "little"]


@pytest.mark.parametrize("name", RUBRICS)
def test_steps_add_up_and_answers_earn_what_their_level_says(name):
    rubric = rubric_of(name)
    most = [step.points for step in rubric.steps]
    assert sum(most) == WHOLE
    for sample in rubric.samples.values():
        assert len(sample.earns) == len(most)
        assert all(0 <= earned <= at_most for earned, at_most in zip(sample.earns, most, strict=True))
    full, partial, little = (sum(sample.earns) for sample in rubric.samples.values())
    assert full == WHOLE
    assert WHOLE * 0.4 <= partial <= WHOLE * 0.8
    assert 0 < little <= WHOLE * 0.3


@pytest.mark.parametrize("points", [10, 7, 2.5, 0.3, 33])
@pytest.mark.parametrize("names", [["softmax"], ["gelu", "matmul"], ["softmax", "layer_norm", "embedding"]])
def test_points_of_steps_are_scaled_exactly(points, names):
    shares = [scaled(step.points, points, names) for name in names for step in rubric_of(name).steps]
    assert sum(shares) == Fraction(str(points))
    assert sum(Fraction(shown(share)) for share in shares) == Fraction(str(points))
    task = derivation_task(names, points)
    written = [Fraction(line.split()[1]) for line in task.splitlines() if line.startswith("  - ")]
    assert sum(written) == Fraction(str(points))
    assert derivation_is_as_made(task)


def test_an_exercise_without_a_rubric_has_the_general_steps():
    assert rubric_of("relu") is GENERAL
    assert "- relu:" in derivation_task(["relu"], 10)
    assert derivation_key(["relu"], 10)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_of_the_sample_answers_is_released(part):
    source, released = source_notebook(whole_part(part)), release_notebook(whole_part(part))
    cell = next(cell for cell in released["cells"] if cell["id"] == DERIVATION)
    assert cell["source"] == PLACEHOLDER
    text = json.dumps(released)
    for name in asked(registry.names(part)):
        for sample in rubric_of(name).samples.values():
            assert json.dumps(sample.text)[1:-1] in json.dumps(source)
            for line in sample.text.splitlines():
                assert json.dumps(line)[1:-1] not in text


def test_the_key_follows_the_points_of_an_assignment():
    cells = source_notebook(Assignment("one", ("softmax",), derivation=5.0))["cells"]
    assert "5 of 5 points (1.5, 2, 1.5)" in cells[-1]["source"]
    assert cells[-1]["metadata"]["nbgrader"]["points"] == 5.0


def test_rubrics_stay_with_the_instructor():
    rubrics = {*COURSE.glob("grader/course/part*/*/rubric.toml"), COURSE / "grader/course/rubrics.py"}
    assert rubrics <= kept_back([*rubrics, COURSE / "grader/course/spec.py"])


def test_nbgrader_asks_for_the_answer_in_the_place_of_the_samples():
    nbformat = pytest.importorskip("nbformat")
    cut = pytest.importorskip("grader.instructor.nbgrader_plugin.cut_solutions").CutSolutions()
    source = nbformat.from_dict(source_notebook(whole_part("part04_loss")))
    notebook, _ = cut.preprocess(source, {"language": "python"})
    assert notebook.cells[-1].source == PLACEHOLDER
