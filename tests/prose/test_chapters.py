"""Every chapter has its exercises in order and a figure, and the way in lists them all."""

import re

import pytest

from grader.course import registry
from grader.paths import COURSE


def sections(part: str) -> dict[str, str]:
    """Return a chapter's sections by heading, in the order of the page."""
    text = (COURSE / "exercises" / part / "README.md").read_text()
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip((h.strip().strip("`") for h in pieces[1::2]), pieces[2::2], strict=True))


@pytest.mark.parametrize("part", sorted({registry.part_of(name) for name in registry.all_names()}))
def test_a_chapter_has_its_exercises_in_order_and_a_figure(part):
    asked = [name for name in registry.all_names() if registry.part_of(name) == part]
    assert [heading for heading in sections(part) if heading in asked] == asked
    page = (COURSE / "exercises" / part / "README.md").read_text()
    assert "../figures/" in page
    assert "What you will be able to do" in page


def test_the_way_in_lists_every_part():
    page = (COURSE / "exercises" / "README.md").read_text()
    missing = [
        part for part in {registry.part_of(n) for n in registry.all_names()} if f"({part}/README.md)" not in page
    ]
    assert not missing


def test_the_hours_of_a_part_are_those_that_the_page_says_they_are():
    page = (COURSE / "exercises" / "README.md").read_text()
    rows = re.findall(r"\((part\d\d_\w+)/README\.md\).*\| (\d+) \|$", page, re.MULTILINE)
    said = {part: int(hours) for part, hours in rows}
    wanted = {}
    for part in said:
        text = (COURSE / "exercises" / part / "README.md").read_text()
        points = sum(registry.entry(name).points for name in registry.names(part))
        drills = sum(len(re.findall(r"^\d\. ", block, re.MULTILINE)) // 2 for block in text.split("**Drills: ")[1:])
        wanted[part] = (len(text.split()) / 100 + 10 * points + 2 * drills) / 60
    assert all(abs(said[part] - hours) <= 1 for part, hours in wanted.items()), wanted
    assert f"The hours, {sum(said.values())} in all" in page
