"""The report of a run: one page that fetches nothing, says everything in words too, and escapes what it was given."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from grader.cli.commands.train import train_
from grader.lab.training import html_report
from grader.lab.training.curve import Curve
from grader.lab.training.estimates import Estimate
from grader.lab.training.settings import new

VOID = {"meta", "path"}


class Page(HTMLParser):
    """Every tag with its attributes, all text, and whether each tag is closed in its order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self._open = [], "", []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def page_of(folder, losses=(3.0, 2.0, 1.5), estimates=(), sample="", source="fox.txt"):
    settings = new({"kind": "characters", "source": source})
    curve = Curve([(i, loss, 1.0, 1e-3) for i, loss in enumerate(losses)])
    run = SimpleNamespace(settings=settings, curve=curve, estimates=list(estimates), folder=folder)
    html_report.write(run, ["held-out loss 1.5"], sample)
    return (folder / "report.html").read_text(encoding="utf-8")


def test_the_page_fetches_nothing_and_runs_nothing(tmp_path):
    text = page_of(tmp_path, estimates=[Estimate(0, 3.0, 3.1)])
    assert not re.search(r"https?:|\b(src|href)=|url\(|@import|<script|<link", text)


def test_the_page_has_a_language_headings_in_order_and_the_curve_in_words(tmp_path):
    page = Page(page_of(tmp_path, estimates=[Estimate(0, 3.0, 3.1), Estimate(3, 1.4, 1.6)], sample="abc"))
    assert page.all("html") == [{"lang": "en"}] and len(page.all("h1")) == len(page.all("main")) == 1
    assert len(page.all("h2")) == 4 and len(page.all("title")) == 2
    (picture,) = page.all("svg")
    assert picture["role"] == "img" and {"id": picture["aria-labelledby"]} in page.all("title")
    assert "from 3.0000 to 1.5000" in page.words and "from 3.1000 to 1.6000" in page.words
    assert "3 (the best, kept)" in page.words and "batch_size" in page.words
    assert all(attributes["scope"] in ("row", "col") for attributes in page.all("th"))


def test_what_a_text_or_its_name_holds_is_no_markup(tmp_path):
    page = Page(page_of(tmp_path, sample="</pre><script>alert(1)</script>", source="<img src=x>.txt"))
    assert not page.all("script") and not page.all("img") and "alert(1)" in page.words


@pytest.mark.parametrize("losses", [(), (1.0,), (2.0, 2.0), [1 / (i + 1) for i in range(5000)]])
def test_every_length_of_curve_is_drawn_within_the_picture(losses, tmp_path):
    page = Page(page_of(tmp_path, losses=losses))
    for line in page.all("polyline"):
        points = [tuple(map(float, point.split(","))) for point in line["points"].split()]
        assert 1 <= len(points) <= 400
        assert all(0 <= x <= 720 and 0 <= y <= 320 for x, y in points)


def test_a_run_ends_in_the_page_with_its_sample(tmp_path, capsys):
    (tmp_path / "fox").write_text("the quick brown fox\n" * 30)
    few = {"n_layer": 1, "n_head": 2, "n_embd": 8, "batch_size": 2, "block_size": 8, "steps": 4, "eval_every": 2}
    assert train_(text=tmp_path / "fox", **few, solutions=True, out=tmp_path / "out") == 0
    assert "report.html" in capsys.readouterr().out
    page = Page((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert "held-out loss" in page.words and "A sample" in page.words and "after steps" in page.words
