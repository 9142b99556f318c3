"""What was handed in beside answers: links, pipes, devices, and text that would do something where it is shown."""

import csv
import os
import shutil

import pytest

from grader.course import registry
from grader.instructor.nbgrader_plugin.quarantine_links import quarantine_links
from grader.instructor.nbgrader_plugin.safe_markdown import safe_html
from grader.instructor.notebooks.read_notebook import NotGraded, read_cells
from tests.instructor.nbgrader_plugin.conftest import PART, cell_of, hand_in, nbgrader, needs_a_sandbox, source_of
from tests.instructor.nbgrader_plugin.gradebook import scores, state

FULL = {name: registry.entry(name).points for name in registry.names(PART)}
TEXT = "<script>alert(1)</script><img src=x onerror=alert(2)> \x1b[2J \x00 \u202e \ud800"
PRINTS = f"\nprint({TEXT!r})\n"
RAISES = f"%%exercise layer_norm\ndef layer_norm(x, gamma, beta, eps=1e-5):\n    raise ValueError({TEXT!r})\n"
DERIVATION = f"{TEXT[:-1]}\n\n[a](javascript:alert(3)) $a<b$ <iframe src='javascript:alert(4)'></iframe>"
FORMULA = "=HYPERLINK(1)"


def handed_in(course, student, **cells):
    """Hand in a solved notebook in which these cells are others; return its folder."""
    notebook = source_of(course)
    for grade_id, text in cells.items():
        cell_of(notebook, grade_id)["source"] = text
    hand_in(course, student, notebook)
    return course / "submitted" / student / PART


@pytest.fixture(scope="module")
def graded(base, tmp_path_factory):
    """One class, graded and fed back in one run: the course, and its rows in grades.csv."""
    needs_a_sandbox()
    course = shutil.copytree(base, tmp_path_factory.mktemp("files") / "course")
    handed_in(course, "honest")
    book = f"{PART}.ipynb"
    for student, target in {
        "links_solutions": course / "source" / PART / book,
        "links_honest": course / "submitted" / "honest" / PART / book,
        "links_itself": book,
        "links_device": "/dev/zero",
    }.items():
        path = handed_in(course, student) / book
        path.unlink()
        path.symlink_to(target)
    shutil.rmtree(handed_in(course, "links_folder"))
    (course / "submitted" / "links_folder" / PART).symlink_to(course / "submitted" / "honest" / PART)
    beside = handed_in(course, "beside")
    (beside / "page.html").symlink_to(course / ".grader" / "secret")
    (beside / "zero").symlink_to("/dev/zero")
    (beside / "nothing").symlink_to("nowhere")
    (beside / "notes.txt").write_text("my own")
    os.mkfifo(beside / "pipe")
    solved = cell_of(source_of(course), "embedding")["source"]
    handed_in(course, "shows", embedding=solved + PRINTS, layer_norm=RAISES, derivation=DERIVATION)
    handed_in(course, FORMULA)
    assert nbgrader(course, "autograde", PART) == 1
    assert nbgrader(course, "generate_feedback", PART) == 0
    assert nbgrader(course, "export") == 0
    with (course / "grades.csv").open(encoding="utf-8") as file:
        return course, {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == PART}


@pytest.mark.parametrize("kind", ["solutions", "honest", "folder", "itself", "device"])
def test_a_link_hands_in_nothing(graded, kind):
    course, rows = graded
    said = "link out of the submission" if kind in ("solutions", "honest", "folder") else "no regular file"
    assert said in rows[f"links_{kind}"]["state"] and rows[f"links_{kind}"]["score"] == ""
    assert set(scores(course, f"links_{kind}").values()) == {None}


def test_links_and_pipes_next_to_a_notebook_are_quarantined(graded):
    course, _ = graded
    assert scores(course, "beside") == FULL
    for step in ("autograded", "feedback"):
        there = {path.name for path in (course / step / "beside" / PART).iterdir()}
        assert "notes.txt" in there and there.isdisjoint({"page.html", "zero", "nothing", "pipe"})
    kept = {path.name for path in (course / ".grader" / "links" / "beside" / PART).iterdir()}
    assert kept == {"page.html.1", "zero.1", "nothing.1", "pipe.1"}


def test_hostile_text_is_shown_in_feedback_and_does_nothing(graded):
    course, _ = graded
    assert scores(course, "shows") == FULL | {"layer_norm": 0.0}
    page = (course / "feedback" / "shows" / PART / f"{PART}.html").read_text()
    shown = page[page.index("<body") :]
    assert "&lt;script&gt;alert(1)" in shown and "<script>alert" not in shown and "<iframe" not in shown
    assert "onerror=alert(2)>" not in shown and 'href="javascript' not in shown
    assert not any(letter in page for letter in "\x1b\x00\u202e")
    assert "\\x1b[2J" in page and "<mi>a</mi><mo>&lt;</mo><mi>b</mi>" in page
    assert "default-src 'none'" in page and '<html lang="en">' in page and "<script" not in page


def test_a_name_that_is_a_formula_is_text_in_the_table(graded):
    course, rows = graded
    assert rows[f"'{FORMULA}"]["raw_score"] == f"{float(sum(FULL.values()))}"
    assert state(course, FORMULA) in ("graded", "needs manual grading")


def test_a_notebook_of_nbformat_3_says_what_to_do(tmp_path):
    path = tmp_path / "eve" / PART / "a.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text('{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]}')
    with pytest.raises(NotGraded, match="nbformat 3"):
        read_cells(path)


def test_files_of_the_students_own_stay(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "submitted" / "ada" / PART
    (folder / "data").mkdir(parents=True)
    for name in ("a.ipynb", "timestamp.txt", "data/x.csv"):
        (folder / name).write_text("x")
    quarantine_links(assignment="*", student="*", notebooks=[str(folder / "a.ipynb")])
    assert sum(path.is_file() for path in folder.rglob("*")) == 3 and not (tmp_path / ".grader").exists()


MARKDOWN = {
    "**b**": "<strong>b</strong>",
    "`x < y`": "<code>x &lt; y</code>",
    "# Title": "<h1>Title",
    "- one\r\n- two": "<li>one</li>",
    "$\\sum_{k<n} W_{ik}$": '<munder><mo lspace="0">∑</mo>',
    "$\\unknown<b$": "<code>$\\unknown&lt;b$</code>",
    "[x](https://x.org)": '<a href="https://x.org">x</a>',
    "| a |\n|--|\n| 1 |": "<td>1</td>",
}


@pytest.mark.parametrize(("source", "wanted"), MARKDOWN.items())
def test_markdown_is_still_markdown(source, wanted):
    assert wanted in safe_html(source)


@pytest.mark.parametrize(
    "source",
    [
        "<script>x</script>",
        "<svg onload=x>",
        "<a href='java&#115;cript:x'>y</a>",
        "[y](java&#115;cript:x)",
        "<div class='modal' style='position:fixed'>x</div>",
        "$<img src=x onerror=y>$",
        "<math><mi xlink:href='data:x'>",
        "<form action=x><button>y</button></form>",
        "```<script>\nx\n```",
    ],
)
def test_markdown_does_nothing(source):
    shown = safe_html(source)
    assert ("<math>" in shown) == source.startswith("$")  # of a formula alone, made here
    for part in ("<script", "<svg", "<form", "<button", "style=", "modal", "<img", "script:x"):
        assert part not in shown.replace("&lt;", "")
