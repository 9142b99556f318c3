"""Every known mistake has its sentence in the chapter, and a diagnosis quotes it."""

import re

import pytest

from grader.course import chapters, registry


@pytest.mark.parametrize("name", registry.all_names())
def test_the_section_explains_every_known_mistake_and_no_other(name):
    explained = chapters.mistake_sentences(registry.part_of(name), name)
    assert explained.keys() == {mistake.name for mistake in registry.entry(name).mistakes}


@pytest.mark.parametrize("name", registry.all_names())
def test_what_explains_a_mistake_reads_well_in_a_terminal(name):
    for mistake, sentence in chapters.mistake_sentences(registry.part_of(name), name).items():
        assert 30 <= len(sentence) <= 280, (mistake, sentence)
        assert not re.search(r"[$|<]|\]\(", sentence), (mistake, sentence)  # LaTeX, tables, tags and links do not
        assert sentence[0].isupper() or sentence[0] == "`", (mistake, sentence)
        assert sentence.endswith((".", "?", "!", ")")), (mistake, sentence)


@pytest.mark.parametrize("part", registry.parts())
def test_no_mark_takes_text_out_of_markdown(part):
    """A comment that begins a line is a block of its own (CommonMark 4.6): no text beside it, no paragraph cut."""
    lines = (chapters.CHAPTERS / part / "README.md").read_text().splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        if found := re.match(r"\s*(?P<bullet>[-*] |\d+\. )?<!-- explains:[^>]*-->(?P<beside>.*)", line):
            assert not found["beside"].strip(), line
            assert found["bullet"] or not before.strip() or before.strip().startswith("```"), line


@pytest.mark.parametrize("part", registry.parts())
def test_every_mark_stands_in_an_exercises_section(part):
    sections = chapters.sections(part)
    assert "explains:" not in chapters.without_marks("".join(sections.values()))
    assert "explains:" not in sections[""]
