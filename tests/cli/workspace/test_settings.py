"""The settings for editors, containers and CI: they parse, and what they run exists."""

import json
import re

import pytest

from grader.cli.main import COMMANDS
from grader.cli.workspace.update_files import TEMPLATE_FOLDER, TEMPLATE_TARGETS
from grader.paths import COURSE

JSON = [COURSE / ".devcontainer/devcontainer.json", COURSE / ".vscode/settings.json", *TEMPLATE_FOLDER.glob("*.json")]
WORKFLOWS = [*sorted((COURSE / ".github/workflows").glob("*.yml")), TEMPLATE_FOLDER / "check.yml"]


@pytest.mark.parametrize("path", JSON, ids=lambda path: path.name)
def test_json_parses(path):
    assert json.loads(path.read_text())


@pytest.mark.parametrize(
    "path", [COURSE / ".vscode/settings.json", TEMPLATE_FOLDER / "settings.json"], ids=["clone", "own"]
)
def test_editors_find_the_exercises_as_tests(path):
    settings = json.loads(path.read_text())
    assert settings["python.testing.pytestEnabled"] and settings["python.testing.pytestArgs"] == ["exercises"]


def test_container_starts_as_the_readme_says():
    container = json.loads((COURSE / ".devcontainer/devcontainer.json").read_text())
    assert container["postCreateCommand"] == "make start"
    assert re.fullmatch(r"mcr\.microsoft\.com/devcontainers/python:3\.1[1-9]", container["image"])


def steps(path):
    yaml = pytest.importorskip("yaml", reason="PyYAML comes with nbgrader, in the instructor extra")
    workflow = yaml.safe_load(path.read_text())
    assert workflow["name"] == path.stem
    assert True in workflow, "YAML 1.1 reads the key `on` as true"
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        yield from job["steps"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_runs_what_exists(path):
    for step in steps(path):
        assert ("uses" in step) != ("run" in step)
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+|pypa/gh-action-pypi-publish@release/v1", step["uses"])
        for command in re.findall(r"grader ([a-z]+)", step.get("run", "")):
            assert command in COMMANDS
        for target in re.findall(r"^make (\w+)", step.get("run", ""), re.MULTILINE):
            assert re.search(rf"^{target}:", (COURSE / "Makefile").read_text(), re.MULTILINE)
        for file in re.findall(r"--file (\S+)", step.get("run", "")):
            assert (COURSE / file).is_file()


def test_ci_runs_what_the_readme_runs():
    assert ".ci/run" in [step.get("run") for step in steps(COURSE / ".github/workflows/ci.yml")]


@pytest.mark.parametrize("name", ["classroom.yml", "check.yml"])
def test_verdicts_are_kept_as_json_and_junit(name):
    all_steps = list(steps(next(path for path in WORKFLOWS if path.name == name)))
    runs = " ".join(step.get("run", "") for step in all_steps)
    assert "--junitxml=verdicts/" in runs and "grader verdicts --out verdicts" in runs
    kept = next(step for step in all_steps if "upload-artifact" in step.get("uses", ""))
    assert kept["with"]["path"] == "verdicts" and kept["if"] == "always()"


def test_every_template_has_a_target():
    assert {path.name for path in TEMPLATE_FOLDER.iterdir()} == set(TEMPLATE_TARGETS)


def test_release_publishes_without_a_password():
    yaml = pytest.importorskip("yaml", reason="PyYAML comes with nbgrader, in the instructor extra")
    text = (COURSE / ".github/workflows/release.yml").read_text()
    workflow = yaml.safe_load(text)
    assert workflow[True] == {"push": {"tags": ["v*"]}} and "secrets." not in text
    trusted = {name for name, job in workflow["jobs"].items() if "id-token" in job.get("permissions", {})}
    assert trusted == {"publish", "site"}
