"""axe-core finds nothing in what the grader writes as HTML: a class's pages, a picture, a verdict in a notebook."""

import numpy as np
import pytest

from grader.cli.notebook.verdict_html import render_verdict
from grader.cli.show.html_page import MAX_ENTRIES, render_page
from grader.cli.show.picture import Picture, Slice
from grader.instructor.originality.findings_report import as_html
from grader.judge.verdict_lines import Role, VerdictLine
from tests.instructor.batch.conftest import classroom  # noqa: F401 (a fixture)
from tests.instructor.batch.test_reports import graded  # noqa: F401 (a fixture)
from tests.instructor.originality.test_originality import findings, planted  # noqa: F401 (fixtures)
from tests.website.axe import violations

RNG = np.random.default_rng(0)


@pytest.fixture(params=["light", "dark"])
def coloured(page, request):
    page.emulate_media(color_scheme=request.param)
    return page


def picture(shape, off):
    true = RNG.normal(size=shape)
    true[0, 0] = 0
    yours = true + off * RNG.normal(size=shape)
    part = Slice((1,), yours, true, {1: 3})
    return Picture("embedding", "gradient W_e", "repeated ids", (2, *shape), [part, part], 1)


def test_class_report_and_students_pages(coloured, graded):  # noqa: F811
    pages = sorted((graded.out / "grades").rglob("*.html"))
    assert len(pages) == 6
    for path in pages:
        coloured.goto(path.as_uri())
        coloured.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert (path.name, violations(coloured)) == (path.name, [])
        assert coloured.locator("h1").count() == coloured.locator("main").count() == 1


@pytest.mark.parametrize("shape", [(4, 5), (64, MAX_ENTRIES // 32)], ids=["numbers", "an image"])
@pytest.mark.parametrize("off", [0, 1], ids=["right", "wrong"])
def test_picture(coloured, tmp_path, shape, off):
    path = tmp_path / "picture.html"
    path.write_text(render_page(picture(shape, off), 2), encoding="utf-8")
    coloured.goto(path.as_uri())
    assert violations(coloured) == []
    assert coloured.locator("main h1").count() == 1


def test_what_answers_share(coloured, tmp_path, findings):  # noqa: F811
    assert findings.pairs
    path = tmp_path / "originality.html"
    path.write_text(as_html(findings), encoding="utf-8")
    coloured.goto(path.as_uri())
    coloured.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(coloured) == []


def test_verdict_in_a_notebook(coloured):
    lines = [VerdictLine(role, f"{role}: words of a verdict, `in code`") for role in Role]
    section = render_verdict(lines, None, ("the chapter", "README.md#add"), "write `add`", picture((4, 5), 1))
    head = '<html lang="en"><head><title>A notebook</title></head><body><main><h1>A notebook</h1><h2>A cell</h2>'
    coloured.set_content(f"<!doctype html>{head}{section}</main></body></html>")
    assert violations(coloured) == []
