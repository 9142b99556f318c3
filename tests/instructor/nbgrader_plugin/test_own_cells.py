"""An instructor's own cells: each cell with points is decided for real, or the assignment is refused by name."""

import json

import pytest

from grader.course import registry
from grader.instructor.notebooks.source_notebook import MARKS
from tests.instructor.nbgrader_plugin.conftest import PART, cell_of, hand_in, nbgrader, needs_a_sandbox, released
from tests.instructor.nbgrader_plugin.gradebook import book, state

TEST = "assert double(np.array([1.0, 2.0])).tolist() == [2.0, 4.0], 'double doubles'"
HIDDEN = "### BEGIN HIDDEN TESTS\nassert double(3.0) == 6.0\n### END HIDDEN TESTS"
SOLVED = "import numpy as np\ndef double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"


@pytest.fixture(autouse=True)
def sandbox():
    needs_a_sandbox()


def code(grade_id, source, points=None, **flags):
    flags = {"grade": points is not None, "locked": False, "solution": False, "task": False} | flags
    metadata = {"grade_id": grade_id, "schema_version": 3, **flags} | ({} if points is None else {"points": points})
    return {
        "cell_type": "code",
        "id": grade_id,
        "metadata": {"nbgrader": metadata},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def edit(course, change):
    """Change the source notebook as an instructor does."""
    path = course / "source" / PART / f"{PART}.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook["cells"], {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in notebook["cells"]})
    path.write_text(json.dumps(notebook))
    return notebook


def with_own_cells(course, *tests):
    """Add a solution cell of one's own and tests of it, and generate the assignment; return the source notebook."""

    def add(cells, by_id):
        cells += [code("double", SOLVED, solution=True), *tests]

    notebook = edit(course, add)
    assert nbgrader(course, "generate_assignment", PART, "--force") == 0
    return notebook


def score(course, student, grade_id):
    with book(course) as gradebook:
        return gradebook.find_grade(grade_id, PART, PART, student).auto_score


def own_test(source=f"{TEST}\n{HIDDEN}"):
    return code("double-test", source, 10, locked=True)


def refusal(course, capfd):
    assert nbgrader(course, "generate_assignment", PART, "--force") == 1
    return capfd.readouterr().err


def test_an_own_test_that_fails_gives_nothing(course):
    solved = with_own_cells(course, own_test())
    stubs = released(course)
    assert "return 2 * x" not in json.dumps(stubs) and "HIDDEN" not in json.dumps(stubs)
    wrong = released(course)
    cell_of(wrong, "double")["source"] = "import numpy as np\ndef double(x):\n    return x"
    only_visible = released(course)
    cell_of(only_visible, "double")["source"] = "import numpy as np\ndef double(x):\n    return x + [1, 2]"
    gone = released(course)
    gone["cells"] = [c for c in gone["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") != "double"]
    for student, notebook in {"ada": solved, "bob": stubs, "cyd": wrong, "dan": only_visible, "eve": gone}.items():
        hand_in(course, student, notebook)
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "double-test") == 10
    assert [score(course, student, "double-test") for student in ("bob", "cyd", "dan", "eve")] == [0, 0, 0, 0]
    assert score(course, "ada", "embedding" + MARKS) == registry.entry("embedding").points

    assert nbgrader(course, "generate_feedback", PART) == 0
    page = (course / "feedback" / "cyd" / PART / f"{PART}.html").read_text()
    assert "double doubles" in page and "not passed" in page
    page = (course / "feedback" / "dan" / PART / f"{PART}.html").read_text()
    assert "a hidden test" in page and "double(3.0)" not in page


def test_a_cell_of_hidden_tests_alone_is_decided(course):
    notebook = with_own_cells(course, own_test(HIDDEN))
    hand_in(course, "ada", notebook)
    hand_in(course, "bob", released(course))
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "double-test") == 10 and score(course, "bob", "double-test") == 0


def test_a_number_on_the_last_line_is_the_points(course):
    notebook = with_own_cells(course, own_test("10.0 if double(2.0) == 4.0 else 2.5 * (double(2.0) > 2.0)"))
    partly = released(course)
    cell_of(partly, "double")["source"] = "def double(x):\n    return 3 * x"
    hand_in(course, "ada", notebook)
    hand_in(course, "bob", partly)
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "double-test") == 10 and score(course, "bob", "double-test") == 2.5


def test_a_helper_and_magics_of_the_student_run_before_the_test(course):
    with_own_cells(course, own_test())
    helped = released(course)
    cell_of(helped, "double")["source"] = "%matplotlib inline\ndef double(x):\n    return times(x, 2)"
    at = helped["cells"].index(cell_of(helped, "double"))
    helped["cells"].insert(at, {**code("x", "import numpy as np\ndef times(x, n):\n    return n * x"), "metadata": {}})
    hand_in(course, "ada", helped)
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "double-test") == 10


def test_a_test_cannot_reach_the_network_or_the_course(course):
    reaches = f"import os\ndef double(x):\n    os.listdir({str(course)!r})\n    return 2 * x\n"
    with_own_cells(course, own_test())
    spying = released(course)
    cell_of(spying, "double")["source"] = "import numpy as np\n" + reaches
    hand_in(course, "ada", spying)
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "double-test") == 0


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (code("double-test", "assert double(1) == 3", 10, locked=True), "double-test does not give its 10 points"),
        (code("double-test", "x = 1", 10, locked=True), "double-test gives 10 of 10 points to cells in which nothing"),
        (code("double-test", "", 10, locked=True), "double-test gives 10 of 10 points to cells in which nothing"),
        (code("mine", 'passed("embedding")', 10, locked=True), "mine calls passed()"),
        (code("softmax" + MARKS, 'passed("softmax")', 10, locked=True), "no solution cell softmax"),
    ],
    ids=["wrong", "tests_nothing", "empty", "asks_the_judge", "no_answer_there"],
)
def test_a_cell_that_nobody_would_decide_is_refused_by_name(course, capfd, cell, told):
    edit(course, lambda cells, by_id: cells.extend([code("double", SOLVED, solution=True), cell]))
    assert told in refusal(course, capfd)


def test_own_lines_in_a_cell_of_the_judge_are_refused_by_name(course, capfd):
    edit(course, lambda cells, by_id: by_id["embedding" + MARKS].update(source="# 10 points\nassert 1 == 2"))
    assert "The judge decides the points of the cell embedding-marks" in refusal(course, capfd)


def test_a_cell_that_nobody_decides_is_not_graded_either(course):
    """A course whose assignment was generated without the checks: autograde refuses by name."""
    path = course / "release" / PART / f"{PART}.ipynb"
    notebook = released(course)
    notebook["cells"].append(code("mine", 'passed("embedding")', 10, locked=True))
    path.write_text(json.dumps(notebook))
    hand_in(course, "ada", released(course))
    assert nbgrader(course, "autograde", PART) == 1
    assert "mine calls passed()" in state(course, "ada")


def test_practice_points_and_exercises_left_out_work_to_the_export(course):
    def choose(cells, by_id):
        del by_id["embedding" + MARKS]["metadata"]["nbgrader"]["points"]
        by_id["embedding" + MARKS]["metadata"]["nbgrader"]["grade"] = False
        by_id["layer_norm" + MARKS]["metadata"]["nbgrader"]["points"] = 4
        by_id["derivation"]["metadata"]["nbgrader"]["points"] = 6
        for gone in ("lm_head", "lm_head-check", "lm_head" + MARKS, "positional_embedding" + MARKS):
            cells.remove(by_id[gone])

    notebook = edit(course, choose)
    assert nbgrader(course, "generate_assignment", PART, "--force") == 0
    text = json.dumps(released(course))
    assert "# 4 points: the instructor's judge" in text and "# Practice, without points" in text
    assert "6 points, read by a person" in text and "lm_head: derive" not in text
    cell_of(notebook, "derivation")["source"] = "dx = ..."
    hand_in(course, "ada", notebook)
    assert nbgrader(course, "autograde", PART) == 0
    assert score(course, "ada", "layer_norm" + MARKS) == 4
    with book(course) as gradebook:
        assert gradebook.find_assignment(PART).max_score == 10
    autograded = (course / "autograded" / "ada" / PART / f"{PART}.ipynb").read_text()
    assert "this exercise is practice" in autograded
    assert nbgrader(course, "generate_feedback", PART) == 0 and nbgrader(course, "export") == 0
    assert "needs manual grading" in (course / "grades.csv").read_text()
