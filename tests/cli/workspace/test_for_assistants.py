"""AI assistants find a tutor's manners in a workspace and a contributor's in the repository, under every name."""

import re

from grader.cli.main import COMMANDS
from grader.cli.workspace.update_files import course_files
from grader.paths import ASSISTANTS_FILES, COURSE, FOR_ASSISTANTS


def test_a_workspace_has_the_manners_under_every_name():
    files = dict(course_files())
    assert {files[name] for name in ASSISTANTS_FILES} == {FOR_ASSISTANTS.read_bytes()}


def test_the_repository_has_one_text_under_every_name():
    assert len({(COURSE / name).read_text(encoding="utf-8") for name in ASSISTANTS_FILES}) == 1


def test_the_manners_name_commands_and_fields_that_exist():
    text = FOR_ASSISTANTS.read_text(encoding="utf-8")
    assert set(re.findall(r"`grader ([a-z]+)", text)) <= set(COMMANDS)
    fields = (COURSE / "docs" / "verdict_json.md").read_text(encoding="utf-8")
    assert all(f"| `{field}` |" in fields for field in ("checks", "diagnosis", "error"))
