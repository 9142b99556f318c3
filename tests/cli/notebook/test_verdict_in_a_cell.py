"""The verdict under a notebook's cell: HTML and text in one display, in a notebook's words, all text escaped."""

import re
from html.parser import HTMLParser

import pytest

pytest.importorskip("IPython", reason="IPython is not installed: pip install -e '.[instructor]'")
pytest.importorskip("nbformat", reason="nbformat is not installed: pip install -e '.[instructor]'")

from tests.cli.notebook.conftest import TWICE, answer, notebook, run


class Elements(HTMLParser):
    """The elements of a page, with their attributes; raises where one is not closed."""

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.found if name == tag]


def shown(outputs):
    """The display of a cell that shows a verdict."""
    [data] = [output["data"] for output in outputs if output["output_type"] == "display_data"]
    return data["text/html"], data["text/plain"]


def test_one_display_has_the_verdict_as_html_and_as_text(desk):
    _, _, check = run(notebook(answer("matmul", *TWICE), 'check("matmul")'), desk)
    html, text = shown(check)
    for each in (html, text):
        assert "0 of 67 exercises passed" in each and "matmul  not passed" in each
        assert "grader " not in re.sub(r"<style>.*?</style>", "", each), "a cell does it, not a terminal"
        assert str(desk.parent) not in each, "paths are relative"
    elements = Elements(html)
    assert elements.all("h3") and elements.all("table"), "the gradients are drawn"
    [link] = elements.all("a")
    path, _, anchor = link["href"].partition("#")
    assert (desk / path).is_file() and anchor == "matmul"


def test_what_is_next_follows_from_the_outcome(desk):
    cells = ['check("relu")', answer("relu"), 'check("relu")', 'check("linear")', 'hint("relu")']
    _, before, _, after, locked, hint = run(notebook(*cells), desk)
    assert "write it in the cell `%%exercise relu`" in shown(before)[1]
    html, text = shown(after)
    assert "1 of 67" in text and "relu  passed" in text and "Next: gelu" in text
    assert "Advice" not in html, "that Jupyter sets `input` is not the answer's doing"
    assert "linear is locked" in locked[0]["evalue"] and "grader" not in locked[0]["evalue"]
    assert 'Next: hint("relu")' in hint[0]["text"]


@pytest.mark.parametrize("part", ["raise ValueError", "print"])
def test_what_a_student_wrote_is_never_markup(desk, part):
    hostile = "<img src=x onerror=alert(1)></section></style><script>alert(2)</script>`<b>`$\\\\href{x}{y}$"
    line = f'{part}("{hostile}")'
    cells = [answer("matmul", "dx = dY @ W.T", f"{line}; dx = 2 * dY @ W.T"), 'check("matmul")']
    _, _, check = run(notebook(*cells), desk)
    html, _ = shown(check)
    elements = Elements(html)
    assert "&lt;script&gt;" in html
    assert not elements.all("script") and not elements.all("b")
    assert not [image for image in elements.all("img") if "onerror" in image]
    assert "mathjax_ignore" in html


def test_large_arrays_are_an_image_with_words(desk):
    import numpy as np

    from grader.cli.show.html_page import render_body
    from grader.cli.show.picture import Picture, Slice

    true = np.zeros((64, 64))
    yours = true.copy()
    yours[3, 5] = 2
    html = render_body(Picture("x", "dx", "c", true.shape, [Slice((), yours, true)], 1), 1)
    [image] = Elements(html).all("img")
    assert "row 3, column 5" in image["alt"]


def luminance(colour):
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["LIGHT", "DARK"])
def test_every_ink_can_be_read_on_its_paper(theme):
    from grader.cli.notebook import style

    colours = dict(part.split(":") for part in getattr(style, theme).removeprefix("--").split(";--"))
    colours = {name: c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:]) for name, c in colours.items()}
    paper = luminance(colours.pop("paper"))
    colours.pop("line")
    for colour in colours.values():
        light, dark = sorted((luminance(colour), paper), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5
