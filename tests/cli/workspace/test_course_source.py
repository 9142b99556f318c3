"""A workspace's requirements.txt installs the very copy of the course that laid it, wherever that came from."""

import json
from importlib import metadata
from types import SimpleNamespace

import pytest

from grader import __version__
from grader.cli.workspace import course_source
from grader.cli.workspace.course_source import in_passing_environment, requirement
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
    ("prefix", "passing"),
    [
        ("/home/me/.cache/uv/archive-v0/x", True),
        ("/home/me/.local/pipx/.cache/x", True),
        ("/home/me/course/.venv", False),
    ],
)
def test_an_environment_for_one_command_is_known(monkeypatch, prefix, passing):
    monkeypatch.setattr("sys.prefix", prefix)
    assert in_passing_environment() == passing
