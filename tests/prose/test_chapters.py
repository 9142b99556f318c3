"""Every exercise has its section, every section says what a student needs, and the order is the catalogue's."""

import re

import pytest

from grader.course import registry
from grader.paths import COURSE, SOLUTIONS

# What a section has, and how the chapters say it; the first words of a bold run, or a run in the middle of a line.
ASKED = {
    "what you will be able to do": r"\*\*(You will be able to|What you will be able to do)",
    "forward": r"\*\*Forward",
    "wanted": r"\*\*Wanted",
    "given": r"\*\*Given",
    "the thinking": r"\*\*The thinking",
    "a tiny case": r"\*\*A (worked )?tiny case",
    "shapes": r"\*\*Shapes",
    "gotchas": r"\*\*Gotchas",
    "your turn": r"\*\*Your turn",
    "what it unlocks": r"\*\*(It|What it) unlocks",
}


def sections(part: str) -> dict[str, str]:
    """Return a chapter's sections by heading, in the order of the page."""
    text = (COURSE / "exercises" / part / "README.md").read_text()
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip((h.strip().strip("`") for h in pieces[1::2]), pieces[2::2], strict=True))


@pytest.mark.parametrize("name", registry.all_names())
def test_every_exercise_has_a_whole_section(name):
    found = sections(registry.part_of(name))
    assert name in found, f"the chapter has no section {name}"
    lacking = [what for what, pattern in ASKED.items() if not re.search(pattern, found[name])]
    assert not lacking
    assert f"grader check {name}" in found[name]


@pytest.mark.parametrize("part", sorted({registry.part_of(name) for name in registry.all_names()}))
def test_a_chapter_has_its_exercises_in_the_catalogues_order_and_a_figure(part):
    asked = [name for name in registry.all_names() if registry.part_of(name) == part]
    assert [heading for heading in sections(part) if heading in asked] == asked
    page = (COURSE / "exercises" / part / "README.md").read_text()
    assert "../figures/" in page
    assert "What you will be able to do" in page


@pytest.mark.parametrize("name", registry.all_names())
def test_no_chapter_prints_a_line_of_the_solution(name):
    """The full derivation stands in solutions/: no line of the code to be written may stand in the chapter."""
    part = registry.part_of(name)
    text = (SOLUTIONS / part / f"{name}.py").read_text()
    chapter = (COURSE / "exercises" / part / "README.md").read_text()
    for region in re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", text, re.DOTALL):
        lines = [line.split("  #")[0].strip() for line in region.splitlines()]
        long = [line for line in lines if len(line) > 30 and not line.startswith(("#", "def ", "raise", "return", '"'))]
        assert not [line for line in long if line in chapter]


def test_the_way_in_lists_every_part():
    page = (COURSE / "exercises" / "README.md").read_text()
    missing = [
        part for part in {registry.part_of(n) for n in registry.all_names()} if f"({part}/README.md)" not in page
    ]
    assert not missing
