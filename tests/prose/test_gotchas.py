"""The marks of the sentences that explain known mistakes stand where they belong."""

import pytest

from grader.course import chapters, registry


@pytest.mark.parametrize("part", registry.parts())
def test_every_mark_stands_in_an_exercises_section(part):
    sections = chapters.sections(part)
    assert "explains:" not in chapters.without_marks("".join(sections.values()))
    assert "explains:" not in sections[""]
