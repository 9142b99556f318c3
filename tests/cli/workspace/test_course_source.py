"""A workspace's requirements.txt installs the very copy of the course that laid it, wherever that came from."""

import json
from importlib import metadata
from types import SimpleNamespace

import pytest

from grader import __version__
from grader.cli.workspace import course_source
from grader.cli.workspace.course_source import requirement, set_up_commands
from grader.paths import COURSE

ORIGINS = {
    "package index": (None, f"gpt2-by-hand>={__version__}"),
    "wheel": ({"url": "file:///tmp/gpt2.whl", "archive_info": {}}, "gpt2-by-hand @ file:///tmp/gpt2.whl"),
    "zip": ({"url": "https://host/main.zip", "archive_info": {}}, "gpt2-by-hand @ https://host/main.zip"),
    "git": (
        {"url": "https://host/course", "vcs_info": {"vcs": "git", "commit_id": "1a2b"}},
        "gpt2-by-hand @ git+https://host/course@1a2b",
    ),
}


@pytest.mark.parametrize(("origin", "line"), ORIGINS.values(), ids=ORIGINS)
def test_requirement_names_where_the_course_came_from(monkeypatch, tmp_path, origin, line):
    told = SimpleNamespace(read_text=lambda name: json.dumps(origin) if origin else None)
    monkeypatch.setattr(metadata, "distribution", lambda name: told)
    monkeypatch.setattr(course_source, "COURSE", tmp_path)
    assert requirement() == line


def test_a_clone_is_named_as_its_folder():
    assert requirement() == f"-e {COURSE.as_posix()}"


@pytest.mark.parametrize(
    ("prefix", "last"),
    [
        ("/home/me/.cache/uv/archive-v0/x", "uv run grader"),
        ("/home/me/.local/pipx/.cache/x", ".venv/bin/grader"),
        ("/home/me/course/.venv", None),
    ],
)
def test_after_a_command_run_in_passing_the_workspace_needs_a_python(monkeypatch, prefix, last):
    monkeypatch.setattr("sys.prefix", prefix)
    assert set_up_commands()[-1:] == ((last,) if last else ())
