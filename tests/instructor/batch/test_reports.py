"""The reports of a class: no text of a student's acts in them, and nothing undecided looks like a zero."""

import csv
import html.parser
import io
import json
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.reports import pages
from grader.safe_text import escape_cell, escape_markdown, file_name, plain

HOSTILE = "prints <script>alert(1)</script> & \x1b[2J \x00 \u202e ]]> \"' | [a](javascript:1) "


@pytest.fixture
def graded(classroom):
    """A class of five: all right, one known mistake, the same and hostile, an error of the grader, unreadable."""
    mistake = next(m.name for m in registry.entry("matmul").mistakes if "'" not in m.text)
    classroom.mistake = mistake
    classroom.submit("ann", matmul="# right\n", relu="# right\n", linear="# right\n")
    classroom.submit("bob", matmul=f"# mistake {mistake}\n", relu="# wrong\n")
    classroom.submit("<b>&=1", matmul=f"# mistake {mistake}\n# {HOSTILE}\n", relu=f"# wrong {HOSTILE}\n")
    classroom.submit("dan", matmul="# machine\n", relu="# stub\n")
    (classroom.folder / "eve").mkdir()
    classroom.grade()
    return classroom


class Tags(html.parser.HTMLParser):
    """The elements of a page, and that each is closed where it should be."""

    VOID = ("meta",)

    def __init__(self, text):
        super().__init__()
        self.seen, self.open, self.text = set(), [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.seen.add(tag)
        assert not any(name.startswith("on") for name, _ in attributes)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_no_page_lets_a_students_text_act(graded):
    pages = [*(graded.out / "grades").rglob("*.html")]
    assert len(pages) == 6
    for page in pages:
        text = page.read_text()
        tags = Tags(text)
        assert tags.seen.isdisjoint({"script", "img", "b\x00", "iframe", "object", "link", "base", "form"})
        assert "default-src 'none'" in text and not any(c in text for c in "\x1b\x00\u202e")
    hostile = next(p for p in pages if p.name.startswith("<b>"))
    assert "<script>alert(1)</script>" in "".join(Tags(hostile.read_text()).text)  # it is shown, as text


def test_nothing_undecided_is_zero_in_the_csv(graded):
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(graded.read("grades.csv")))}
    points = {name: registry.entry(name).points for name in ("matmul", "relu", "linear")}
    assert [row["state"] for row in rows.values()].count("graded") == 3
    assert float(rows["ann"]["total"]) == sum(points.values()) == float(rows["ann"]["max_total"])
    assert rows["bob"]["linear"] == "0" and rows["bob"]["state"] == "graded"
    assert (rows["dan"]["matmul"], rows["dan"]["total"], rows["dan"]["state"]) == ("", "", "grader error")
    assert "no sandbox can be had" in rows["dan"]["errors"]
    assert (rows["eve"]["matmul"], rows["eve"]["total"], rows["eve"]["state"]) == ("", "", "unreadable")


def test_an_error_of_the_grader_is_a_row_of_its_own(graded):
    rows = [*csv.DictReader(io.StringIO(graded.read("grades/by_exercise.csv")))]
    dan = {row["exercise"]: row for row in rows if row["student"] == "dan"}
    assert (dan["matmul"]["state"], dan["matmul"]["points"]) == ("error of the grader", "")
    assert (dan["relu"]["state"], dan["relu"]["points"]) == ("not written yet", "0")
    bob = {row["exercise"]: row for row in rows if row["student"] == "bob"}
    assert bob["matmul"]["mistake"] == graded.mistake


def test_json_per_student(graded):
    content = json.loads(graded.read("grades/students/dan.json"))
    assert content["total"] is None and content["exercises"][0]["points"] is None
    assert "7" not in json.dumps([e.get("seed") for e in content["exercises"]]) and "seed" not in json.dumps(content)


def test_gradescope(graded):
    folder = graded.out / "grades" / "gradescope"
    assert sorted(path.name for path in folder.iterdir()) == ["<b>&=1", "ann", "bob"]  # no file where no total
    content = json.loads((folder / "bob" / "results.json").read_text())
    assert content["score"] == pytest.approx(sum(test["score"] for test in content["tests"]))
    assert {test["status"] for test in content["tests"]} == {"failed"} and content["stdout_visibility"] == "hidden"
    known = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
             "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}  # fmt: skip
    assert content.keys() <= known
    of_a_test = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
                 "visibility", "extra_data"}  # fmt: skip
    assert all(test.keys() <= of_a_test for test in content["tests"])


def test_junit(graded):
    suites = {suite.get("name"): suite for suite in ET.fromstring(graded.read("grades/junit.xml"))}
    assert len(suites) == 5
    for suite in suites.values():
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases) and float(suite.get("time")) >= 0
        for plural, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(plural)) == sum(case.find(kind) is not None for case in cases)
    counts = [suites["dan"].get(name) for name in ("tests", "failures", "errors", "skipped")]
    assert counts == ["3", "0", "1", "2"]
    assert suites["eve"].get("errors") == "1"


@pytest.fixture(scope="module")
def schema():
    return pytest.importorskip("xmlschema").XMLSchema(Path(__file__).with_name("junit.xsd"))


def test_junit_keeps_to_the_schema(graded, schema):
    schema.validate(graded.read("grades/junit.xml"))


@pytest.mark.parametrize("fault", ['tests="3"', 'id="0"', "timestamp=", "<properties", "<system-err", "failures="])
def test_the_schema_refuses_what_lacks_something(graded, schema, fault):
    text = graded.read("grades/junit.xml")
    assert fault in text and not schema.is_valid(text.replace(fault, fault.replace("=", "x=").replace("<", "<x"), 1))


def test_what_an_answer_printed_is_the_instructors_alone(graded):
    alone = json.loads((graded.out / "grades" / "withheld" / "<b>&=1.json").read_text())
    assert "<script>" in alone["exercises"]["relu"]["printed"]
    for name in ("grades/junit.xml", "grades/by_exercise.csv", "grades/students/<b>&=1.json"):
        assert "printed" not in graded.read(name) and '"seconds"' not in graded.read(name)
    assert not (graded.out / "grades" / "withheld" / "ann.json").exists()  # nothing is withheld of ann's


def test_the_report_counts_the_class(graded):
    report = graded.read("grades/report.md")
    made = next(m for m in registry.entry("matmul").mistakes if m.name == graded.mistake)
    line = next(line for line in report.splitlines() if line.startswith("| 2 |"))
    assert escape_markdown(made.name) in line and escape_markdown(made.text) in line
    assert "| matmul | 1 | 2 | 0 | 1 |" in report and "| relu | 1 | 2 | 1 | 0 |" in report
    assert "| linear | 1 | 0 | 3 | 0 |" in report
    assert "5 submissions: 3 graded, 1 unreadable, 1 with errors of the grader" in report
    assert "holds neither" in report and "javascript" not in report
    page = "".join(Tags(graded.read("grades/report.html")).text)
    assert made.text in page and "holds neither" in page


def test_the_most_frequent_mistake_comes_first(classroom):
    first, second = [m.name for m in registry.entry("matmul").mistakes][:2]
    for number, mistake in enumerate([first, second, second]):
        classroom.submit(f"s{number}", matmul=f"# mistake {mistake}\n")
    statistics = classroom.grade()
    assert [(made.mistake, made.count) for made in statistics.mistakes()] == [(second, 2), (first, 1)]


def test_what_an_instructor_changed_is_kept(graded):
    sheet, page = graded.out / "grades.csv", graded.out / "grades" / "students" / "ann.html"
    sheet.write_text(sheet.read_text() + "zoe,added by hand\n")
    graded.submit("ann", relu="# wrong\n")
    before = page.read_text()
    graded.grade()
    assert [path.name for path in graded.kept] == ["grades.csv.1"]
    assert "added by hand" in (graded.out / "grades.csv.1").read_text() and "zoe" not in sheet.read_text()
    assert page.read_text() != before and not page.with_name("ann.html.1").exists()


def test_what_is_out_of_date_goes(graded):
    results = graded.out / "grades" / "gradescope" / "ann" / "results.json"
    assert results.exists()
    graded.submit("ann", relu="# machine\n")
    graded.grade()
    assert not results.exists()


def test_texts_are_made_plain():
    assert plain("a\x1b[2J\u202e\n\tä") == "a\\x1b[2J\\u202e\n\tä"
    assert escape_cell('=HYPERLINK("x")').startswith("'=") and escape_cell("ann") == "ann"
    assert escape_markdown("a|b\n`c`<d>") == "a\\|b \\`c\\`\\<d\\>"
    assert len(file_name("ä" * 127).encode()) < 200 and file_name("ann") == "ann"


def test_without_jinja2_grading_is_refused_in_words(monkeypatch):
    monkeypatch.setitem(sys.modules, "jinja2", None)
    pages._environment.cache_clear()
    with pytest.raises(BadInput, match=r"Reports need Jinja2: .*pip install"):
        pages.check_templates()
