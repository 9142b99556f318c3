"""What assignments.toml says is read as it is meant, and every fault is named with the nearest name that there is."""

import datetime

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.assignments import LateRule
from grader.instructor.read_assignments import FILE, read_course

GOOD = """
per_student = true

[assignments.hw1]
exercises = ["04"]
points = { softmax = 20 }
practice = ["cross_entropy"]
due = 2027-01-31T23:59:00+01:00
late = { percent_per_day = 10, at_most = 50 }
hints = false

[assignments.hw2]
exercises = ["layer_norm", "embedding"]
bonus = ["embedding"]
derivation = 0
"""


def read(folder, text):
    (folder / FILE).write_text(text)
    return read_course(folder)


def test_without_a_file_each_part_is_an_assignment(tmp_path):
    course = read_course(tmp_path)
    assert [each.name for each in course.assignments] == [*registry.parts()]
    assert course.assignment("part04_loss").exercises == registry.names("part04_loss") and not course.lent


def test_what_is_chosen_is_read(tmp_path):
    course = read(tmp_path, GOOD)
    first, second = course.assignments
    assert first.exercises == registry.names("part04_loss") and course.per_student
    assert first.points_of("softmax") == 20 and first.points_of("cross_entropy") == 0
    assert first.due == datetime.datetime(2027, 1, 31, 22, 59, tzinfo=datetime.UTC)
    assert first.late == LateRule(10, 50) and not first.hints
    assert second.bonus == {"embedding"} and second.derivation == 0 and second.parts == ("part05_normalization",)


def test_what_no_assignment_asks_for_is_lent(tmp_path):
    course = read(tmp_path, '[assignments.a]\nexercises = ["linear"]\n')
    assert set(course.lent) == set(registry.prerequisites("linear")) - {"linear"}
    assert course.lent["matmul"] == ("linear",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x", "is not TOML"),
        ("per_student = true", "no assignment is there"),
        ("asignments = 1", "there is no 'asignments'. Did you mean 'assignments'?"),
        ('[assignments.a]\nexercises = ["sofmax"]', "no exercise or part 'sofmax'. Did you mean 'softmax'?"),
        ('[assignments.a]\nexercise = ["softmax"]', "there is no 'exercise'. Did you mean 'exercises'?"),
        ("[assignments.a]\nexercises = []", "asks for nothing"),
        ('[assignments."a b"]\nexercises = ["softmax"]', "letters, digits"),
        ('[assignments.a]\nexercises = ["softmax"]\npoints = { relu = 3 }', "'relu' is no exercise of this assignment"),
        (
            '[assignments.a]\nexercises = ["softmax"]\npoints = { softmax = -1 }',
            "1,000,000 at most, not -1",
        ),
        ('[assignments.a]\nexercises = ["softmax"]\npractice = ["softmax"]\nbonus = ["softmax"]', "is practice"),
        ('[assignments.a]\nexercises = ["softmax"]\ndue = 2027-01-31', "a time with its zone"),
        ('[assignments.a]\nexercises = ["softmax"]\nlate = "zero"', "no due"),
        ('[assignments.a]\nexercises = ["04"]\n[assignments.b]\nexercises = ["softmax"]', "asked by a and by b"),
        ('[assignments.a]\nexercises = ["softmax"]\nhints = "no"', "true or false"),
        ('[kit]\nparts = ["99"]\n[assignments.a]\nexercises = ["softmax"]', "no part '99'"),
    ],
)
def test_a_fault_is_named(tmp_path, text, told):
    with pytest.raises(BadInput) as raised:
        read(tmp_path, text)
    assert told in str(raised.value) and str(tmp_path / FILE) in str(raised.value)


def test_assignments_that_need_each_other_are_refused(tmp_path):
    below = registry.prerequisites
    first, middle, last = next(
        (x, y, z) for z in registry.all_names() for y in below(z)[1:] for x in below(y)[1:] if x != y
    )
    text = f'[assignments.a]\nexercises = ["{first}", "{last}"]\n[assignments.b]\nexercises = ["{middle}"]\n'
    with pytest.raises(BadInput, match=rf"no order of the assignments works: .*{middle} in b"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("rule", "seconds", "penalty"),
    [
        (LateRule(10), 1, 1.0),
        (LateRule(10), 86_401, 2.0),
        (LateRule(10, at_most=15), 10 * 86_400, 1.5),
        (LateRule(10, grace_minutes=15), 900, 0.0),
        (LateRule(100), 5, 10.0),
        (LateRule(0), 5, 0.0),
        (LateRule(50), -5, 0.0),
    ],
)
def test_what_lateness_costs(rule, seconds, penalty):
    assert rule.penalty(10.0, seconds) == penalty


@pytest.mark.parametrize(
    "text",
    [
        '[assignments.a]\nexercises = ["relu"]\ndue = 0001-01-01T00:00:00+14:00\n',
        f'[assignments.a]\nexercises = ["relu"]\npoints = {{relu = 1{400 * "0"}}}\n',
        f'[assignments.a]\nexercises = ["relu"]\npoints = {{relu = 1{5000 * "0"}}}\n',
        f"x = {20_000 * '['}",
        'packs = ["a\\u0000b"]\n[assignments.a]\nexercises = ["relu"]\n',
        '[assignments.-a]\nexercises = ["relu"]\n',
        f'[assignments.{300 * "a"}]\nexercises = ["relu"]\n',
        '[assignments.a]\nexercises = ["relu"]\n[assignments.A]\nexercises = ["scale"]\n',
    ],
)
def test_what_no_folder_or_number_can_hold_is_refused_in_a_sentence(tmp_path, text):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadInput) as refused:
        read_course(tmp_path)
    assert len(str(refused.value)) < 700


VALUES = (
    *("1", "-1", "inf", "nan", "true", '"x"', '""', "[]", "[1]", '["relu"]', "[[]]", "{}", "{x = 1}", "{relu = 1}"),
    *('{relu = "1"}', "{relu = -1}", "{relu = nan}", "{relu = true}", "{relu = 1e308}", "2027-01-31", "12:00:00"),
    *("2027-01-31T00:00:00", "9999-12-31T23:59:59-12:00", '"none"', "{percent_per_day = 1, grace_minutes = 1e300}"),
    *('["\\u0000"]', '["../.."]', f'"{5000 * "a"}"', f'["{5000 * "a"}"]', f"0x{400 * 'f'}", f"1{5000 * '0'}"),
)
RELU = '[assignments.a]\nexercises = ["relu"]\n'
PLACES = (
    *(f"{key} = {{}}\n{RELU}" for key in ("per_student", "packs", "kit", "assignments")),
    *(f"{RELU}{key} = {{}}\n" for key in ("points", "bonus", "practice", "derivation", "due", "late", "hints")),
    *(f"{RELU}[kit]\n{key} = {{}}\n" for key in ("parts", "hints")),
    RELU + "due = 2027-01-31T00:00:00Z\nlate = {}\n",
    "[assignments.a]\nexercises = {}\n",
)
FILES = (
    "",
    "\n",
    "\x00",
    RELU + RELU,
    "[[assignments]]\nx = 1\n",
    '[assignments.".."]\nexercises = ["relu"]\n',
    "ä = 1",
)


@pytest.mark.parametrize("grading", [False, True])
@pytest.mark.parametrize("place", [*PLACES, *FILES])
def test_whatever_stands_in_a_place_is_read_or_refused_in_a_sentence(tmp_path, place, grading):
    for value in VALUES if place in PLACES else [""]:
        (tmp_path / FILE).write_bytes((place.replace("{}", value) if value else place).encode("latin-1"))
        try:
            read_course(tmp_path, grading=grading)
        except BadInput as refused:
            assert len(str(refused)) < 600, value[:50]


def test_what_an_assignment_is_worth(tmp_path):
    course = read(tmp_path, '[assignments.a]\nexercises = ["relu"]\nbonus = ["relu"]\nderivation = 0\n')
    assert course.assignments[0].worth == 0
    assert read(tmp_path, RELU).assignments[0].worth == registry.entry("relu").points + 10


def test_a_file_that_windows_saved_is_read(tmp_path):
    (tmp_path / FILE).write_text('[assignments.a]\r\nexercises = ["relu"]\r\n', encoding="utf-8-sig")
    assert [each.name for each in read_course(tmp_path).assignments] == ["a"]


def test_a_folder_of_the_files_name_is_no_file(tmp_path):
    (tmp_path / FILE).mkdir()
    with pytest.raises(BadInput, match="is a folder"):
        read_course(tmp_path)
