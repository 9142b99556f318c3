"""A workspace of one's own: laid, worked in and renewed, and nothing that was written is lost."""

import os
import subprocess
import sys
import tomllib

import pytest

from grader.cli.workspace import update_files
from grader.cli.workspace.manifest import read_manifest
from grader.cli.workspace.update_files import WorkspaceChanges, update_workspace
from grader.course import registry
from grader.course.stubs import stub
from grader.paths import COURSE, MARKER, SOLUTIONS

ADD = "exercises/part03_linear_algebra/add.py"


def grader(*arguments, cwd, **environment):
    """Run the command line in a folder; return its exit code and what it wrote."""
    inherited = {k: v for k, v in os.environ.items() if k not in ("GPT2_BY_HAND", "GRADER_DEBUG")}
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)], cwd=cwd, capture_output=True, text=True,
        env=inherited | environment, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def root(tmp_path):
    update_workspace(tmp_path / "mine")
    return tmp_path / "mine"


def course_changes(monkeypatch, name, content):
    """Let the next version of the course have another text for one file."""
    files = dict(update_files.course_files())
    assert name in files
    monkeypatch.setattr(update_files, "course_files", lambda: iter((files | {name: content}).items()))


def test_workspace_has_every_stub_chapter_and_setting(root):
    for name in registry.all_names():
        part = registry.part_of(name)
        assert (root / "exercises" / part / f"{name}.py").read_text() == stub(part, name)
    for chapter in COURSE.glob("exercises/*/README.md"):
        assert (root / chapter.relative_to(COURSE)).read_text() == chapter.read_text()
    for name in ("README.md", "pytest.ini", ".gitignore", ".vscode/settings.json", ".github/workflows/check.yml"):
        assert (root / name).read_text()
    assert "solutions" not in os.listdir(root)
    assert tomllib.loads((root / MARKER).read_text())["files"].keys() == dict(update_files.course_files()).keys()


def test_workspace_has_every_figure(root):
    shown = {p.relative_to(COURSE) for p in (COURSE / "exercises").rglob("*.svg")}
    assert all((root / path).is_file() for path in shown)


def test_second_init_changes_nothing(root):
    before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    assert grader("init", root, cwd=root.parent) == (0, "Nothing to do: this workspace is up to date.\n")
    assert before == {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_unchanged_file_is_updated(root, monkeypatch):
    course_changes(monkeypatch, ADD, b"# a new stub\n")
    assert update_workspace(root).updated == [ADD]
    assert (root / ADD).read_text() == "# a new stub\n"
    assert update_workspace(root) == WorkspaceChanges()


def test_changed_file_is_kept_and_the_new_one_put_beside_it(root, monkeypatch):
    (root / ADD).write_text("# mine\n")
    assert update_workspace(root) == WorkspaceChanges(), "the course has nothing new for it"
    course_changes(monkeypatch, ADD, b"# a new stub\n")
    assert update_workspace(root).conflicts == [ADD]
    assert (root / ADD).read_text() == "# mine\n"
    assert (root / f"{ADD}.new").read_text() == "# a new stub\n"
    assert update_workspace(root) == WorkspaceChanges()


def test_edited_new_file_is_kept_too(root, monkeypatch):
    (root / ADD).write_text("# mine\n")
    (root / f"{ADD}.new").write_text("# merged by me\n")
    course_changes(monkeypatch, ADD, b"# a new stub\n")
    update_workspace(root)
    assert (root / f"{ADD}.new.1").read_text() == "# merged by me\n"


def test_line_ends_do_not_count_as_a_change(root, monkeypatch):
    (root / ADD).write_bytes((root / ADD).read_bytes().replace(b"\n", b"\r\n"))
    course_changes(monkeypatch, ADD, b"# a new stub\n")
    assert update_workspace(root).updated == [ADD]


def test_deleted_setting_stays_deleted_but_a_stub_comes_back(root):
    (root / ".vscode/settings.json").unlink()
    (root / ADD).unlink()
    assert update_workspace(root).new == [ADD]
    assert not (root / ".vscode/settings.json").exists()


def test_file_that_existed_before_init_is_kept(tmp_path):
    (tmp_path / "README.md").write_text("# our class\n")
    assert update_workspace(tmp_path).conflicts == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "# our class\n"


def test_lost_manifest_loses_no_work(root):
    (root / ADD).write_text("# mine\n")
    (root / MARKER).unlink()
    assert update_workspace(root).conflicts == [ADD]
    assert (root / ADD).read_text() == "# mine\n"


def test_grader_finds_the_workspace_around_or_named(root):
    (root / ADD).write_text((SOLUTIONS / "part03_linear_algebra" / "add.py").read_text())
    code, output = grader("check", "add", cwd=root / "exercises")
    assert code == 0 and "passed" in output
    code, output = grader("check", "add", cwd="/", GPT2_BY_HAND=str(root))
    assert code == 0 and f"{root / ADD}"[1:] in output
    assert (root / ".grader").is_dir()


def test_update_names_the_conflicts(root):
    (root / ADD).write_text("# mine\n")
    record = read_manifest(root)
    record.files[ADD] = "an older one"
    record.write(root)
    code, output = grader("update", cwd=root)
    assert code == 0 and f"{ADD}  (the course's stands beside it: add.py.new)" in output


REFUSED = {
    "a file": (("init", "file"), "file is a file. Name a folder"),
    "the course itself": (("init", COURSE), "the course's own repository"),
    "among its exercises": (("init", COURSE / "exercises" / "mine"), "the course's own repository"),
    "a folder in it": (("init", COURSE / "mine"), "the course's own repository"),
    "update outside": (("update",), "has no gpt2-by-hand.toml"),
}


@pytest.mark.parametrize("arguments, words", REFUSED.values(), ids=REFUSED)
def test_impossible_workspace_is_refused(tmp_path, arguments, words):
    (tmp_path / "file").write_text("")
    (tmp_path / "exercises").mkdir()
    code, output = grader(*arguments, cwd=tmp_path)
    assert code == 2 and words in output and "Traceback" not in output


@pytest.mark.parametrize("text", ["not [ toml", "version = '1'", "files = 3\nversion = '1'", "[files]\n"])
def test_broken_manifest_is_refused(root, text):
    (root / MARKER).write_text(text)
    code, output = grader("update", cwd=root)
    assert code == 2 and "is not as the course wrote it" in output and "Traceback" not in output


def test_missing_named_workspace_is_refused(tmp_path):
    code, output = grader("list", cwd=tmp_path, GPT2_BY_HAND=str(tmp_path / "gone"))
    assert code == 2 and "GPT2_BY_HAND names" in output


def test_verdicts_are_written_for_attempted_exercises(root):
    solution = (SOLUTIONS / "part03_linear_algebra" / "add.py").read_text()
    (root / ADD).write_text(solution)
    (root / "exercises/part03_linear_algebra/scale.py").write_text("def scale(x):\n    return x\n")
    code, output = grader("verdicts", cwd=root)
    assert code == 1
    assert sorted(p.name for p in (root / "verdicts").iterdir()) == ["add.json", "scale.json", "summary.md"]
    assert "| add | passed |" in output and "| scale | not passed | 0 of" in output
    (root / "exercises/part03_linear_algebra/scale.py").write_text(stub("part03_linear_algebra", "scale"))
    code, output = grader("verdicts", cwd=root)
    assert code == 0 and not (root / "verdicts" / "scale.json").exists()


FAKE = """import sys
for module in list(sys.modules.values()):
    verdict = getattr(module, "Verdict", None)
    if verdict:
        verdict.failures = property(lambda self: [])
        verdict.points = property(lambda self: self.max_points)


def add(a, b):
    return a - b, lambda dY: {"a": dY, "b": dY}
"""


@pytest.mark.parametrize("option", ["", "--sandbox", "--unsandboxed"])
def test_verdicts_cannot_be_faked_from_within(root, option):
    (root / ADD).write_text(FAKE)
    code, output = grader("verdicts", *option.split(), cwd=root)
    assert code == 1 or (code == 3 and option == "--sandbox"), output
    assert "| add | passed |" not in output


def test_verdicts_say_what_they_are_worth(root):
    _, output = grader("verdicts", cwd=root)
    assert ("Judged in the sandbox" in output) != ("Feedback, not marks" in output)
    _, output = grader("verdicts", cwd=root, PATH="/nowhere")
    assert "Feedback, not marks" in output and "No sandbox" in output
    code, output = grader("verdicts", "--sandbox", cwd=root, PATH="/nowhere")
    assert code == 3 and "not installed" in output


def test_verdicts_take_no_earlier_word_for_it(root):
    scale = (SOLUTIONS / "part03_linear_algebra" / "scale.py").read_text()
    (root / "exercises/part03_linear_algebra/scale.py").write_text(scale)
    (root / ADD).write_text("def add(a, b):\n    return a\n")
    grader("list", cwd=root)
    store = root / ".grader" / "verdicts.json"
    store.write_text(store.read_text().replace('"unwritten"', '"passed"').replace('"failed"', '"passed"'))
    code, output = grader("verdicts", cwd=root)
    assert code == 1 and "| add | not passed |" in output
