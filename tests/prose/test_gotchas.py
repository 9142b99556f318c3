"""A chapter that a student reads names no known mistake: the catalogue says which sentence explains which."""

import pytest

from grader.course import registry
from grader.paths import chapter_file


@pytest.mark.parametrize("part", registry.parts())
def test_no_comment_of_a_chapter_names_a_mistake(part):
    assert "<!-- explains" not in chapter_file(part).read_text()
