"""The committed figures are those that the scripts draw, each is well-formed, and each stands in a chapter."""

import re
from xml.etree import ElementTree

import pytest

import figures
from grader.paths import COURSE

NUMBER = re.compile(r"-?\d+\.?\d*")
CHAPTERS = "\n".join(path.read_text() for path in sorted((COURSE / "exercises").rglob("*.md")))


@pytest.mark.parametrize("name", figures.names())
def test_the_committed_figure_is_what_its_script_draws(name):
    drawn, committed = figures.draw(name).svg(), (figures.FOLDER / f"{name}.svg").read_text()
    assert NUMBER.sub("#", drawn) == NUMBER.sub("#", committed), f"{name}.svg is stale: run `python -m figures {name}`"
    # Another machine's exp and tanh may differ in the last bit, and so round a coordinate the other way.
    moved = [abs(float(a) - float(b)) for a, b in zip(NUMBER.findall(drawn), NUMBER.findall(committed), strict=True)]
    assert max(moved) <= 0.11, f"{name}.svg is stale: run `python -m figures {name}`"


@pytest.mark.parametrize("name", figures.names())
def test_a_figure_is_whole_and_inside_its_card(name):
    root = ElementTree.fromstring((figures.FOLDER / f"{name}.svg").read_text())
    width, height = float(root.get("width")), float(root.get("height"))
    assert root.find("{http://www.w3.org/2000/svg}title").text
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        assert 0 < float(text.get("x")) < width and 0 < float(text.get("y")) < height, "".join(text.itertext())


def test_every_figure_has_a_script_and_a_place_in_a_chapter():
    committed = {path.stem for path in figures.FOLDER.glob("*.svg")}
    assert committed == set(figures.names())
    shown = set(re.findall(r"figures/(\w+)\.svg", CHAPTERS))
    assert shown == committed
