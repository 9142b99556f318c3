"""Every command that docs/instructor.md shows is run, in its order, in a fresh folder."""

import getpass
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")

from grader.paths import COURSE
from tests.instructor.nbgrader_plugin.conftest import needs_a_sandbox

PART = "part05_normalization"
ELSEWHERE = {
    "python3 -m venv .venv && source .venv/bin/activate": "make start makes it",
    "pip install -e '.[instructor]'": "make start and make test install",
    "sudo apt-get install bubblewrap": "needs root",
    "grader update ~/Downloads/kit.zip": "run in a kit by tests/cli/workspace/test_update_kit.py",
    "jupyter lab": "opened in a browser by test_formgrader.py",
}
"""Commands that are not run here, each with who does."""

PROGRAMS = ("python3", "pip", "sudo", "grader", "nbgrader", "jupyter", "make")
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(text):
    """The commands of a page, in order: lines after "$ ", or all of a block that has nothing else."""
    found = []
    for block in FENCE.findall(text):
        lines = block.splitlines()
        if any(line.startswith("$ ") for line in lines):
            found += [line[2:] for line in lines if line.startswith("$ ")]
        elif lines[0].split()[:1] and lines[0].split()[0] in PROGRAMS:
            found += lines
    return [re.sub(r"\s+# .*", "", line).strip() for line in found]


def before(command, root):
    """Lay down what a person, a student or a platform has put there before a command."""
    course = root / "gpt2-class"
    released, solved = (course / kind / PART / f"{PART}.ipynb" for kind in ("release", "source"))
    if command == "cat students.csv":
        block = next(b for b in FENCE.findall((COURSE / "docs/instructor.md").read_text()) if "$ cat students" in b)
        (course / "students.csv").write_text("\n".join(block.split("\n\n")[0].splitlines()[1:]) + "\n")
    if command.startswith("nbgrader submit"):
        assert (root / "student" / PART / f"{PART}.ipynb").is_file()
    if command.startswith("grader collect"):
        (root / "download").mkdir()
        shutil.copy(solved, root / "download" / "lovelaceada_123_67890_part05-1.ipynb")
    if command.startswith("nbgrader zip_collect"):
        archive = course / "downloaded" / PART / "archive" / "all.zip"
        archive.parent.mkdir(parents=True)
        with zipfile.ZipFile(archive, "w") as made:
            made.write(released, f"bob_456_{PART}.ipynb")
    if command.startswith("nbgrader export"):
        grade_derivation(course, "ada")
    if command.startswith("grader columns"):
        who = getpass.getuser()  # handed in through the exchange
        rows = ('"Lovelace, Ada",123,A,', '"Noether, Bob",456,A,', f"{who},1,A,")
        text = "\n".join(["Student,ID,Section,Part 5 (9)", "    Points Possible,,,40", *rows, ""])
        (root / "gradebook.csv").write_text(text)
        with (course / "students.csv").open("a") as file:
            file.write(f"{who},,,,1\n")


def grade_derivation(course, student):
    """Give a derivation's points, as a person does in formgrader."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        for grade in book.find_submission_notebook(PART, PART, student).grades:
            if grade.needs_manual_grade:
                grade.manual_score, grade.needs_manual_grade = 5.0, False
        book.db.commit()


@pytest.mark.timeout(400)
def test_every_command_of_the_guide_runs(tmp_path):
    needs_a_sandbox()
    commands = shown((COURSE / "docs/instructor.md").read_text())
    assert len(commands) > 20 and {*ELSEWHERE} <= {*commands}
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        **{name: str(tmp_path / "jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")},
    }
    folder = tmp_path
    for command in (command for command in commands if command not in ELSEWHERE):
        before(command, tmp_path)
        done = subprocess.run(
            ["bash", "-ec", f"{command}\npwd >'{tmp_path}/.folder'"],
            cwd=folder, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        folder = Path((tmp_path / ".folder").read_text().strip())
    filled = (tmp_path / "import.csv").read_text().splitlines()
    assert filled[0] == "Student,ID,Section,Part 5 (9)" and float(filled[2].rpartition(",")[2]) > 0
    assert json.loads((tmp_path / "gradescope" / "asked.json").read_text())[PART]


def test_a_command_is_found_however_it_is_shown():
    blocks = ("\n$ grader a  # why\nit prints", "\ngrader b\nnbgrader c", "\n[Log] of a run", "toml\nx = 1")
    text = "".join(f"```{block}\n```\n" for block in blocks)
    assert shown(text) == ["grader a", "grader b", "nbgrader c"]
