"""Every link of every page leads somewhere, every formula parses and shows on GitHub, every command exists."""

import re
from urllib.parse import unquote, urlsplit

import pytest

from grader.cli.main import COMMANDS
from grader.course import registry
from grader.paths import COURSE
from tests.prose import markdown

PAGES = markdown.pages()
# The student kit brings a Makefile of its own, and the instructor's guide speaks of both.
MAKEFILES = [COURSE / "Makefile", *(COURSE / "grader").rglob("Makefile")]
TARGETS = {name for file in MAKEFILES for name in re.findall(r"^([a-z]+):", file.read_text(), re.MULTILINE)}
NAMES = {*registry.all_names(), *(path.parent.name for path in COURSE.glob("packs/*/course/part*/*/entry.py"))}
HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
pages = pytest.mark.parametrize("page", PAGES, ids=[str(p.relative_to(COURSE)) for p in PAGES])


def link_trouble(page, target):
    """Return what is wrong with a link's target, or ""."""
    parts = urlsplit(target)
    if parts.scheme in ("http", "https"):
        return "" if HOST.fullmatch(parts.hostname or "") else "no such host can be"
    if parts.scheme:
        return "" if parts.scheme == "mailto" else f"a scheme {parts.scheme}"
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not path.exists() or not path.is_relative_to(COURSE):
        return "no such file"
    if parts.fragment and (path.suffix != ".md" or parts.fragment not in markdown.anchors(path.read_text())):
        return "no such heading"
    return ""


def formula_trouble(latex, display):
    """Return why GitHub would not show a formula as it is meant, or ""."""
    if not display:
        if re.search(r"\\[^A-Za-z\s]", latex):
            return "in $…$ GitHub takes a backslash before a punctuation mark away; use a command of letters or ```math"
        if re.search(r"\S<\S", latex) or latex != latex.strip():
            return "needs a space on either side of <, and none at its ends"
    if re.search(r"\\operatorname\b", latex):
        return "\\operatorname is not allowed on GitHub; \\mathrm is"
    math_core = pytest.importorskip("math_core", reason="formulas are parsed by math-core, of the `site` extra")
    try:
        math_core.LatexToMathML().convert_with_local_state(latex, displaystyle=display)
    except math_core.LatexError as trouble:
        return str(trouble)
    return ""


def command_trouble(words):
    """Return what is wrong with a command line, or "" (also where it is none of ours)."""
    if words[:1] == ["make"] and len(words) > 1 and words[1].islower() and words[1].isalpha():
        return "" if words[1] in TARGETS else f"no target {words[1]}"
    if words[:1] == ["grader"] and len(words) > 1 and re.fullmatch("[a-z]+", words[1]):
        if words[1] not in COMMANDS:
            return f"no command {words[1]}"
        name = words[2] if len(words) > 2 else ""
        if words[1] in ("check", "hint", "compare", "reset", "show") and re.fullmatch(r"[A-Za-z_]{2,}", name):
            return "" if name in NAMES or name.isupper() else f"no exercise {name}"
    return ""


@pages
def test_every_link_leads_somewhere(page):
    wrong = [f"line {n}: {to}: {why}" for n, to in markdown.links(page.read_text()) if (why := link_trouble(page, to))]
    assert not wrong


@pages
def test_every_image_has_a_description(page):
    text = markdown.prose(page.read_text())
    assert not re.findall(r"!\[\s*\]\([^)]*\)", text)


@pages
def test_every_formula_parses_and_shows_on_github(page):
    found = markdown.formulas(page.read_text())
    wrong = [f"line {n}: {latex!r}: {why}" for n, latex, display in found if (why := formula_trouble(latex, display))]
    assert not wrong


@pages
def test_no_dollar_is_left_over(page):
    bare = markdown.DISPLAY.sub("", markdown.prose(page.read_text()))
    left = markdown.INLINE.sub("", bare)
    assert "$" not in left.replace("\\$", "")


@pages
def test_every_command_exists(page):
    found = markdown.commands(page.read_text())
    assert not [f"line {n}: {' '.join(words)}: {why}" for n, words in found if (why := command_trouble(words))]


@pytest.mark.parametrize(
    "target", ["nowhere.md", "README.md#no-such-heading", "https://", "https://-x.org", "file:///etc"]
)
def test_a_bad_link_is_seen(target):
    assert link_trouble(COURSE / "README.md", target)


@pytest.mark.parametrize(
    "latex", [r"\frac{1}{2", r"\unknowncommand x", r"\begin{pmatrix} 1", r"a \, b", r"a<b", " a", r"x^"]
)
def test_a_bad_formula_is_seen(latex):
    assert formula_trouble(latex, False)


@pytest.mark.parametrize("line", ["make nonsense", "grader chekc matmul", "grader check matmull", "grader hint softmx"])
def test_a_bad_command_is_seen(line):
    assert command_trouble(line.split())
