"""The kit of a graded class: it judges, and no answer stands in it."""

import importlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from grader.course import registry
from grader.course.stubs import REGION, stub
from grader.errors import BadInput, GraderError
from grader.instructor.read_assignments import FILE, read_course
from grader.instructor.release.kept_back import KEPT_BACK
from grader.instructor.release.kit import build_kit
from grader.instructor.release.public_references import public_references
from grader.instructor.release.strip_answers import without_answers, without_torch
from grader.paths import AUTHORS_ONLY, SOLUTIONS

SUBSTANCE = 25
"""Characters from which a line of code says something of its own."""

COMMON = {
    "except KeyboardInterrupt:",
    "partial.unlink(missing_ok=True)",
    'with partial.open("wb") as file:',
    "for name, p in params.items():",
    "for name, array in arrays.items():",
    "def backward(dY: np.ndarray) -> dict[str, np.ndarray]:",
    "rng = np.random.default_rng(0)",
    "norm = clip_grad_norm(params, max_norm)",
    "for _ in range(config.n_layer)",
    "shift = rows.max(axis=-1, keepdims=True)",
    "if not 1 <= stride <= context:",
    'n_layer = sum(key.endswith(".ln1_g") for key in params)',
    'for i in range(sum(key.endswith(".ln1_g") for key in params)):',
    'plain = key.removeprefix("_orig_mod.").removeprefix("transformer.")',
}
"""Lines of solutions that the grader's own code, or any program, has as well: none of them is a gradient."""


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "kit"
    build_kit(folder)
    return folder


def grader(kit, *words, code=0):
    """Run a command in the kit, as a student who has nothing else of the course."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(kit), "OPENBLAS_NUM_THREADS": "1", "HOME": str(kit)}
    run = [sys.executable, "-m", "grader", *words]
    done = subprocess.run(run, cwd=kit, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def answers():
    """Yield the lines of substance that are answers: of solutions, and of the known mistakes."""
    stubs = [stub(registry.part_of(name), name) for name in registry.all_names()]
    given = {line.partition("  #")[0].strip() for text in stubs for line in text.splitlines()}
    for name in registry.all_names():
        exercise = registry.entry(name)
        text = (SOLUTIONS / exercise.part / f"{name}.py").read_text()
        regions = [match[0] for match in REGION.finditer(text)]
        for line in "\n".join([*regions, *(m.instead for m in exercise.mistakes)]).splitlines():
            code = line.partition("  #")[0].strip()
            prose = code.startswith(("#", "raise ValueError", 'f"', '"')) or code.endswith(('",', '"'))
            hinted = code.rstrip(":") in " ".join(exercise.hints)
            if len(code) >= SUBSTANCE and not (prose or hinted) and code not in given | COMMON:
                yield name, code
        for formula in formulas_of(exercise):
            yield name, formula


def formulas_of(exercise):
    """The index formulas that answer the exercise, line by line."""
    if not getattr(exercise, "formulas", ()):
        return []
    right = importlib.import_module(f"grader.course.{exercise.part}.{exercise.name}.formulas").FORMULAS.right
    lines = [line.strip() for answer in right for text in answer.values() for line in text.splitlines()]
    return [line for line in lines if len(line) >= SUBSTANCE]


def texts(kit):
    """Yield each file's text, a notebook's as its cells have it."""
    for path in sorted(kit.rglob("*")):
        if path.suffix == ".ipynb":
            yield path, "\n".join(cell["source"] for cell in json.loads(path.read_text())["cells"])
        elif path.is_file() and path.suffix != ".npz":
            yield path, path.read_text()


def found(kit):
    wanted = set(answers())
    assert len(wanted) > 500
    everything = {path: text for path, text in texts(kit)}
    return [(name, code, path.name) for path, text in everything.items() for name, code in wanted if code in text]


def test_no_line_of_an_answer_stands_in_the_kit(kit):
    leaks = found(kit)
    assert leaks == [], "\n".join(map(str, leaks))


def test_the_search_finds_an_answer_that_was_left_in(kit):
    leak = kit / "leak.txt"
    leak.write_text((SOLUTIONS / "part04_loss" / "softmax.py").read_text())
    try:
        assert {name for name, _, path in found(kit) if path == "leak.txt"} >= {"softmax"}
    finally:
        leak.unlink()


def test_no_hand_worked_number_is_filled_in(kit):
    for path, text in texts(kit):
        for values in re.findall(r"^by_hand = (.*)$", text, re.MULTILINE):
            assert set(re.findall(r": *([^,}]+)", values)) <= {"None"}, path


def test_what_is_kept_back_is_kept_back(kit):
    assert not (kit / "solutions").exists()
    assert [name for name in KEPT_BACK if (kit / name).exists()] == []
    assert not [name for name in ("grade", "mistakes", "release") if (kit / f"grader/cli/commands/{name}.py").exists()]
    assert not [path for name in AUTHORS_ONLY for path in kit.rglob(name)]
    for path in (kit / "grader" / "course").rglob("*.py"):
        assert not re.search(r"^MISTAKES|Mistake\(", path.read_text(), re.MULTILINE) or path.name == "spec.py", path


def test_the_kit_has_public_forwards_only_and_none_of_pytorchs(kit):
    public = {name for name in registry.all_names() if registry.entry(name).forward_is_public}
    forwards = {path.stem: path for path in (kit / "reference").glob("part*/*.py")}
    assert public and public == forwards.keys() & set(registry.all_names())
    assert not [name for name, path in forwards.items() if "torch" in path.read_text()]
    assert {path.stem for path in (kit / "reference").glob("part*/*.npz")} == set(registry.all_names())


def test_a_public_forward_may_not_import_a_private_one(monkeypatch):
    entry = registry.entry
    monkeypatch.setattr(
        registry, "entry", lambda name: replace(entry(name), forward_is_public=name == "scaled_dot_product_attention")
    )
    with pytest.raises(GraderError, match="not public"):
        public_references()


def test_a_reference_loses_its_torch_forward_and_its_helpers():
    text = "import numpy as np\n\n\ndef forward(x):\n    return np.exp(x)\n"
    torch = "\n\ndef torch_forward(x):\n    import torch\n\n    return _exp(torch, x)\n"
    helper = "\n\ndef _exp(torch, x):\n    return torch.exp(x)\n"
    assert without_torch(text + torch + helper) == text


def test_an_entry_keeps_what_its_exercise_needs():
    text = "A = 1\nB = 2\nC = B\nEXERCISE = f(A)\nMISTAKES = (C,)\n\n\ndef seen_elsewhere():\n    return 3\n"
    assert without_answers(text) == "A = 1\nEXERCISE = f(A)\n\n\ndef seen_elsewhere():\n    return 3\n"


def test_formulas_keep_what_is_given_and_lose_what_is_right():
    text = "DX = 'é'\nFORMULAS = Formulas(\n    given={'x': 'N'},\n    right=({'dx': DX},),\n    wrong=(),\n)\n"
    kept = "FORMULAS = Formulas(\n    given={'x': 'N'},\n    right=(),\n    wrong=(),\n)\n"
    assert without_answers(text) == kept


def test_a_right_answer_passes_in_the_kit_and_a_wrong_one_fails(kit):
    for name in registry.all_names():
        part = registry.part_of(name)
        (kit / "exercises" / part / f"{name}.py").write_text((SOLUTIONS / part / f"{name}.py").read_text())
    try:
        told = grader(kit, "check")
        assert "Every exercise passes" in told and "controls run with the instructor's" in told
        answer = kit / "exercises" / "part03_linear_algebra" / "matmul.py"
        mistake = next(m for m in registry.entry("matmul").mistakes if m.breaks == "gradient")
        answer.write_text(answer.read_text().replace(mistake.line, mistake.instead))
        told = grader(kit, "check", "matmul", code=1)
        assert "not passed" in told and mistake.name not in told
    finally:
        build_kit(kit)


def test_the_kits_workflow_runs_what_the_kit_has(kit):
    workflow = (kit / ".github" / "workflows" / "verdicts.yml").read_text()
    assert "GITHUB" not in workflow and "run: make start" in workflow and "grader verdicts --out verdicts" in workflow
    assert re.search(r"^start:", (kit / "Makefile").read_text(), re.MULTILINE)
    assert "Feedback, not marks" in grader(kit, "verdicts", "--out", "verdicts")
    assert (kit / ".vscode" / "settings.json").is_file() and (kit / ".devcontainer" / "devcontainer.json").is_file()


def test_the_other_commands_work_or_say_why_not(kit):
    assert "squared_error" in grader(kit, "list")
    assert "Next: central_difference" in grader(kit)
    assert "hint 1 of 3" in grader(kit, "hint", "matmul")
    assert "leave --seed out" in grader(kit, "check", "central_difference", "--seed", "3", code=2)
    assert "not written" in grader(kit, "check", "central_difference", code=1)
    assert "no solutions" in grader(kit, "compare", "central_difference", code=2)
    assert "no solutions" in grader(kit, "run", "--checkpoint", ".", "--solutions", code=2)
    assert "no command" in grader(kit, "mistakes", code=2)
    assert "no command" in grader(kit, "release", "x", code=2)


def test_reset_brings_the_stub_and_keeps_what_was_written(kit):
    file = kit / "exercises" / "part03_linear_algebra" / "relu.py"
    file.write_text("mine = 1\n")
    assert "kept" in grader(kit, "reset", "relu")
    assert file.read_text() == stub("part03_linear_algebra", "relu")
    assert file.with_name("relu.py.1").read_text() == "mine = 1\n"
    file.with_name("relu.py.1").unlink()


def test_pytest_shows_the_checks_and_no_controls(kit):
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(kit), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "HOME": str(kit)}
    run = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "grader.cli.pytest_plugin",
        "-p",
        "pytest_timeout",
        "-k",
        "matmul",
    ]
    file = kit / "exercises" / "part03_linear_algebra" / "matmul.py"
    before = file.read_text()
    file.write_text((SOLUTIONS / "part03_linear_algebra" / "matmul.py").read_text())
    done = subprocess.run(run, cwd=kit, env=env, capture_output=True, text=True, check=False)
    file.write_text(before)
    assert done.returncode == 0 and "1 skipped" in done.stdout, done.stdout + done.stderr


def test_a_kit_built_again_keeps_what_a_student_wrote(kit):
    file = kit / "exercises" / "part03_linear_algebra" / "relu.py"
    file.write_text("mine = 2\n")
    writing = build_kit(kit)
    assert writing.kept[file].read_text() == "mine = 2\n"


def test_without_solutions_there_is_nothing_to_cut(monkeypatch, tmp_path):
    monkeypatch.setattr("grader.paths.SOLUTIONS", tmp_path / "none")
    with pytest.raises(BadInput, match="no solutions/"):
        build_kit(tmp_path / "kit")


def test_a_kit_has_the_parts_and_hints_that_were_chosen(tmp_path):
    (tmp_path / FILE).write_text('[kit]\nparts = ["03"]\n[assignments.hw1]\nexercises = ["softmax"]\nhints = false\n')
    build_kit(tmp_path / "kit", read_course(tmp_path))
    parts = ["part03_linear_algebra", "part04_loss"]
    for room in ("exercises", "stubs", "grader/course", "reference"):
        assert sorted(path.name for path in (tmp_path / "kit" / room).glob("part*")) == parts
    assert [path.name for path in (tmp_path / "kit" / "notebooks").iterdir()] == ["hw1.ipynb"]
    assert "no hints on softmax" in grader(tmp_path / "kit", "hint", "softmax", code=2)
    assert "hint 1 of 3" in grader(tmp_path / "kit", "hint", "matmul")
