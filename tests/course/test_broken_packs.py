"""A pack that is broken, or named wrongly, is refused in a sentence that says what to mend."""

import shutil

import pytest

from grader.course.packs import ENVIRONMENT
from grader.paths import MARKER
from tests.course.tiny_pack import PART, run

pytestmark = pytest.mark.usefixtures("own_workspace")


def test_pytest_says_of_a_broken_pack_what_is_wrong(tmp_path):
    path = tmp_path / "exercises" / PART / "square.py"
    path.parent.mkdir()
    path.write_text("x = 1\n")
    done = run("-q", path, cwd=tmp_path, module="pytest", **{ENVIRONMENT: str(tmp_path / "nowhere")})
    assert done.returncode and "There is no folder" in done.stdout and "registry.py" not in done.stdout


def no_course(pack):
    shutil.rmtree(pack / "course")


def no_part(pack):
    shutil.rmtree(pack / "course" / PART)


def part_of_the_course(pack):
    (pack / "course" / PART).rename(pack / "course" / "part05_normalization")


def figure_of_the_course(pack):
    (pack / "exercises" / "figures" / "tiny.svg").rename(pack / "exercises" / "figures" / "gelu.svg")


def exercise_of_the_course(pack):
    init = pack / "course" / PART / "__init__.py"
    init.write_text(init.read_text().replace('"square"', '"softmax"'))


def no_solution(pack):
    (pack / "solutions" / PART / "square.py").unlink()


def no_entry(pack):
    (pack / "course" / PART / "square" / "entry.py").unlink()


def no_order(pack):
    (pack / "course" / PART / "__init__.py").write_text("TITLE = 'Tiny'\n")


BROKEN = {
    shutil.rmtree: "There is no folder",
    no_course: "it has no course/",
    no_part: "course/ has no part",
    part_of_the_course: "has a part part05_normalization, and so has the course",
    figure_of_the_course: "has a figure gelu.svg, and so has the course",
    exercise_of_the_course: "has an exercise softmax, and so has the course",
    no_solution: f"has no solution of square: solutions/{PART}/square.py is missing",
    no_entry: "lists square in ORDER, and square/entry.py is not there",
    no_order: "does not say TITLE and ORDER",
}


@pytest.mark.parametrize("harm", BROKEN, ids=lambda harm: harm.__name__)
def test_a_broken_pack_is_refused_in_a_sentence(pack, tmp_path, harm):
    shutil.copytree(pack.folder, tmp_path / "broken")
    harm(tmp_path / "broken")
    done = run("--pack", tmp_path / "broken", "hint", "matmul", cwd=tmp_path)
    assert done.returncode == 2 and BROKEN[harm] in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_two_packs_with_one_part_are_refused_by_name(pack, tmp_path):
    shutil.copytree(pack.folder, tmp_path / "twin")
    done = run("--pack", pack.folder, "--pack", tmp_path / "twin", "list", cwd=tmp_path)
    assert done.returncode == 2 and f"has a part {PART}, and so has the pack {pack.folder}" in done.stderr


def test_an_entry_that_cannot_be_imported_is_told_by_its_file(pack, tmp_path):
    shutil.copytree(pack.folder, tmp_path / "broken")
    (tmp_path / "broken" / "course" / PART / "square" / "entry.py").write_text("import nothing_like_that\n")
    done = run("--pack", tmp_path / "broken", "hint", "square", cwd=tmp_path)
    assert done.returncode == 2 and "square/entry.py cannot be imported" in done.stderr
    assert run("--pack", tmp_path / "broken", "hint", "matmul", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    "lines, words",
    [
        ('packs = "tiny"', "is a list of folders"),
        ("packs = [1]", "is a list of folders"),
        ('[files]\npacks = ["tiny"]', "Move the line above it"),
        ('packs = ["nowhere"]', "There is no folder"),
    ],
)
def test_a_workspace_that_names_packs_wrongly_is_told(tmp_path, lines, words):
    (tmp_path / MARKER).write_text(f'version = "0"\n{lines}\n')
    done = run("hint", "matmul", cwd=tmp_path)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("--pack",), ("--pack", "list"), ("--pack=",), ("--pack", "--json")])
def test_pack_without_a_folder_is_bad_usage(tmp_path, words):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr and "Traceback" not in done.stderr
