"""What is alike in a class: copies are found whatever their names and order, and what everybody writes is not."""

import json
import subprocess
import sys

import pytest

from grader.course import registry
from grader.course.stubs import solution_text, stub
from grader.errors import BadInput
from grader.instructor.originality.class_findings import CANNOT_TELL, Findings, compare_class
from grader.instructor.originality.findings_report import as_html, as_json
from grader.instructor.originality.likeness import BITS, Answer, alike, bar, given_names, pairs_of
from grader.instructor.originality.normal_form import normal_form
from tests.instructor.originality.planted_class import NAMES, planted_class

ONE = """
import numpy as np
def softmax(x):
    '''Mine.'''
    top = x.max(axis=-1, keepdims=True)
    size = x.shape[-1]
    e = np.exp(x - top)  # safe
    return e / e.sum(axis=-1, keepdims=True), None
"""
OTHER = """
import numpy
def softmax(x: numpy.ndarray):
    n: int = x.shape[-1]
    hi = x.max(axis=-1,
               keepdims=True)
    w = numpy.exp(x - hi)
    return w / w.sum(axis=-1, keepdims=True), None
"""


def lay_down(folder, answers):
    for student, texts in answers.items():
        for name, text in texts.items():
            path = folder / student / registry.part_of(name) / f"{name}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return folder


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    answers, copies = planted_class(seed=11)
    return lay_down(tmp_path_factory.mktemp("class"), answers), answers, copies


@pytest.fixture(scope="module")
def findings(planted):
    return compare_class(planted[0], (*NAMES, "relu"))


def test_names_layout_and_the_order_of_independent_statements_make_no_difference():
    assert normal_form(ONE) == normal_form(OTHER)


def test_another_computation_is_another_form():
    assert normal_form(ONE) != normal_form(ONE.replace("x - top", "x + top"))


def test_statements_that_touch_each_other_keep_their_order():
    text = "def f(x):\n    x += 1\n    x *= 2\n    return x\n"
    other = "def f(x):\n    x *= 2\n    x += 1\n    return x\n"
    assert normal_form(text) != normal_form(other)


def test_copies_in_a_class_of_30_are_found_and_nobody_else_is(planted, findings):
    copies = planted[2]
    found = {(each.exercise, *pair.students) for pair in findings.pairs for each in pair.found}
    right = len(found & copies)
    assert right / len(found) >= 0.95, f"precision: {sorted(found - copies)}"
    assert right / len(copies) >= 0.4, f"recall: {sorted(copies - found)}"


def test_the_more_pairs_are_compared_the_more_a_pair_has_to_share():
    assert bar(pairs_of(4)) == BITS
    assert bar(pairs_of(30)) < bar(pairs_of(200)) - 8


@pytest.mark.parametrize(("students", "small"), [(1, False), (2, True), (19, True), (20, False), (200, False)])
def test_a_small_class_is_told_that_rarity_says_little(students, small):
    assert ("rarity says little" in Findings({}, students).rarity) == small


def test_progress_is_told_of_reading_and_of_comparing(planted):
    told = []
    compare_class(planted[0], NAMES[:2], progress=lambda *each: told.append(each))
    assert told[0] == (f"reading {planted[0].name}", 0, 30)
    assert told[-1] == ("comparing exercises", 1, 2)


@pytest.mark.parametrize("name", ["relu", "softmax", "layer_norm"])
def test_what_equals_the_course_s_own_is_nobodys_copy(name):
    for text in (solution_text(name), stub(registry.part_of(name), name)):
        form = normal_form(text, given_names(name))
        assert not [*alike(name, [Answer(f"s{n}", form, text) for n in range(30)])]


def test_what_most_of_a_class_writes_is_nobodys_copy(planted):
    text = planted[1]["s00"][NAMES[0]]
    form = normal_form(text, given_names(NAMES[0]))
    assert not [*alike(NAMES[0], [Answer(f"s{n}", form, text) for n in range(30)])]


def test_a_shared_mistake_counts_more_than_the_same_right_lines(planted):
    name, one, two = next(iter(sorted(planted[2])))
    forms = {s: normal_form(a[name], given_names(name)) for s, a in planted[1].items()}

    def bits(mistake):
        answers = [Answer(s, form, "", mistake if s in (one, two) else "") for s, form in forms.items()]
        return next(each.bits for each in alike(name, answers) if each.students == (one, two))

    assert bits("known") > bits("") + 5


def test_who_had_a_form_before_is_told_and_is_no_copy_of_their_own(planted, findings, tmp_path):
    folder, answers, _ = planted
    most = findings.pairs[0]
    name, (one, two) = most.found[0].exercise, most.students
    earlier = lay_down(tmp_path / "first_week", {one: {name: answers[one][name]}, "past": {name: answers[one][name]}})
    found = compare_class(folder, (name,), before=[earlier])
    pair = next(pair for pair in found.pairs if pair.students == (one, two))
    assert pair.before == (f"{one} had this form of {name} in first_week already.",)
    assert any("past (first_week)" in pair.students for pair in found.pairs)
    assert not any(set(pair.students) == {one, f"{one} (first_week)"} for pair in found.pairs)


def test_the_page_needs_nothing_else_and_says_what_it_cannot_tell(findings):
    page = as_html(findings)
    assert '<html lang="en">' in page
    assert "cannot tell who wrote first" in page
    assert not any(word in page for word in ("http:", "https:", "<script", "src="))
    assert json.loads(as_json(findings))["cannot_tell"] == CANNOT_TELL


def test_html_in_an_answer_is_shown_as_text(tmp_path, planted):
    name, one, two = next(iter(sorted(planted[2])))
    answers = {s: dict(a) for s, a in planted[1].items()}
    for student in (one, two):
        answers[student][name] += "\n# <script>alert(1)</script>\n"
    page = as_html(compare_class(lay_down(tmp_path, answers), (name,)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_what_is_no_python_is_noted_and_the_rest_goes_on(planted, tmp_path):
    name, one, two = next(iter(sorted(planted[2])))
    answers = {s: {name: a[name]} for s, a in planted[1].items()} | {"broken": {name: "def (:"}}
    answers["deep"] = {name: "x = " + "(" * 5000 + ")" * 5000}
    found = compare_class(lay_down(tmp_path, answers), (name,))
    assert [note.partition(":")[0] for note in found.notes] == ["broken", "deep"]
    assert any(pair.students == (one, two) for pair in found.pairs)


def test_grades_that_are_not_there_are_said(tmp_path):
    lay_down(tmp_path / "class", {"a": {"relu": "x"}})
    with pytest.raises(BadInput, match="run `grader grade` first"):
        compare_class(tmp_path / "class", ("relu",), grades=tmp_path / "grades.csv")


def test_the_command_writes_a_page_and_keeps_the_one_before(planted, tmp_path):
    run = [sys.executable, "-m", "grader", "originality", str(planted[0]), "--only", NAMES[0]]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "originality.html").is_file()
    told = subprocess.run([*run, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert json.loads(told.stdout)["students"] == 30
    (tmp_path / "originality.html").write_text("mine")
    subprocess.run(run, cwd=tmp_path, capture_output=True, check=False)
    assert (tmp_path / "originality.html.1").read_text() == "mine"
