"""The site builds without a warning, has every page, formula and figure, and loads nothing from elsewhere."""

import re
import subprocess
import sys

import pytest

import figures
from grader.paths import COURSE
from tests.prose import markdown

pytest.importorskip("sphinx", reason="the site is built by the extra `site` (pip install -e '.[site]')")
pytest.importorskip("furo", reason="the site is built by the extra `site` (pip install -e '.[site]')")
CHAPTERS = sorted((COURSE / "exercises").glob("part*/README.md"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    out = tmp_path_factory.mktemp("site") / "pages"
    done = subprocess.run(
        [sys.executable, "-m", "website", str(out)],
        cwd=COURSE,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return out


def test_every_chapter_is_a_page_and_stands_in_the_side_bar(site):
    start = (site / "README.html").read_text()
    for chapter in CHAPTERS:
        page = chapter.relative_to(COURSE).with_suffix(".html")
        assert (site / page).exists() and f'href="{page}"' in start
    assert "url=README.html" in (site / "index.html").read_text()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[c.parent.name for c in CHAPTERS])
def test_every_formula_of_a_chapter_is_mathml(site, chapter):
    page = (site / chapter.relative_to(COURSE).with_suffix(".html")).read_text()
    assert page.count("<math") == sum(1 for _ in markdown.formulas(chapter.read_text()))


def test_every_figure_is_there(site):
    shown = {path.stem.rstrip("0123456789") for path in (site / "_images").glob("*.svg")}
    assert set(figures.names()) <= shown | {path.stem for path in (site / "_images").glob("*.svg")}


def test_nothing_is_loaded_from_the_network(site):
    loads = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*\"")
    for page in site.rglob("*.html"):
        assert not loads.findall(page.read_text()), page
    for sheet in site.rglob("*.css"):
        assert not re.findall(r"url\([\"']?(?:https?:)?//", sheet.read_text()), sheet


def test_the_search_finds_a_word_of_a_chapter(site):
    assert "jacobian" in (site / "searchindex.js").read_text().lower()


def test_a_formula_that_does_not_parse_stops_the_build(tmp_path):
    (tmp_path / "README.md").write_text("# A page\n\nA formula: $\\nonsense{x}$\n")
    code = (
        "import sys; from sphinx.cmd.build import build_main\n"
        f"sys.exit(build_main(['-W', '-q', '-b', 'html', '-c', {str(COURSE / 'website')!r}, "
        "'-D', 'html_additional_pages.index=', sys.argv[1], sys.argv[1] + '/out']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode != 0 and "does not parse" in done.stderr
