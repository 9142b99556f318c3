"""formgrader in a real browser: its pages show scores, and a failed grading as one that is still to be done."""

import re
import shutil
import subprocess

import pytest

from tests.instructor.nbgrader_plugin.conftest import PART, hand_in, nbgrader, needs_a_sandbox, source_of
from tests.instructor.nbgrader_plugin.gradebook import book
from tests.serve_jupyter import SECONDS, served


@pytest.fixture(scope="module")
def site(base, tmp_path_factory):
    """Serve a class of two, one of which could not be graded; yield the course and formgrader's address."""
    needs_a_sandbox()
    if not shutil.which("chromium"):
        pytest.skip("chromium is not installed: apt-get install chromium")
    course = shutil.copytree(base, tmp_path_factory.mktemp("formgrader") / "course")
    hand_in(course, "ada", source_of(course))
    hand_in(course, "eve", b"{")
    assert nbgrader(course, "autograde", PART) == 1
    with served("jupyter_server", course, "formgrader") as address:
        yield course, address


def page(address, profile):
    """Return the page's HTML after its scripts have run."""
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    command = ["chromium", "--headless", *options, f"--user-data-dir={profile}", "--virtual-time-budget=8000"]
    done = subprocess.run(
        [*command, "--dump-dom", address], capture_output=True, text=True, timeout=SECONDS * 2, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(html):
    """The cells of a table's rows, as a reader sees them."""
    found = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
        for row in found
    ]


def test_the_pages_of_assignments_and_submissions(site, tmp_path):
    _, address = site
    assignments = rows(page(f"{address}/manage_assignments", tmp_path / "one"))
    assert any(PART in row for row in assignments)
    submissions = {
        row[1]: row for row in rows(page(f"{address}/manage_submissions/{PART}", tmp_path / "two")) if len(row) > 4
    }
    assert submissions["ada"][3:5] == ["needs manual grading", "30 / 40"]  # its derivation
    assert submissions["eve"][3:5] == ["needs autograding", ""]


def test_a_submissions_page_shows_verdicts_and_no_hidden_tests(site, tmp_path):
    course, address = site
    with book(course) as gradebook:
        notebook = gradebook.find_submission_notebook(PART, PART, "ada").id
    html = page(f"{address}/submissions/{notebook}/", tmp_path / "three")
    assert "layer_norm  passed  10 of 10 points" in html and "derivation" in html
    assert "HIDDEN" not in html and "secret_seed" not in html
