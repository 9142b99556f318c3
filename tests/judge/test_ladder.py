"""The ladder: what is locked and by what, what is remembered, and the commands that stand on it."""

import json
import os
import re
import shutil

import pytest

from grader.course import registry
from grader.course.stubs import stub
from grader.judge.ladder import Ladder
from tests.judge.ask_judge import COURSE, SOLUTIONS, assert_in_words, spawned

PART = "part03_linear_algebra"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """A workspace of its own, all stubs, in which the commands of this test run."""
    shutil.copytree(
        COURSE / "exercises", tmp_path / "exercises", ignore=shutil.ignore_patterns("*.py.*", "__pycache__")
    )
    for name in registry.names(PART):
        (tmp_path / "exercises" / PART / f"{name}.py").write_text(stub(PART, name))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def path_of(workspace, name):
    return workspace / "exercises" / registry.part_of(name) / f"{name}.py"


def solve(workspace, *names):
    for name in names:
        text = (SOLUTIONS / registry.part_of(name) / f"{name}.py").read_text()
        path_of(workspace, name).write_text(text)


def ladder(workspace):
    return Ladder(workspace / "exercises")


def test_exercise_is_locked_by_what_it_is_built_on(command, workspace):
    ran = command("check", "linear")
    assert ran.code == 2
    missing = registry.entry("linear").requires
    assert f"linear is locked: it is built on {', '.join(missing)}, not passed yet" in ran.err
    assert f"Next: grader check {missing[0]}" in ran.err
    assert_in_words(ran)


def test_locks_are_named_deepest_first(workspace):
    missing = ladder(workspace).missing("multi_head_attention")
    assert missing.index("matmul") < missing.index("linear")
    assert missing.index("softmax") < missing.index("scaled_dot_product_attention")
    assert len(set(missing)) == len(missing)


def test_lock_opens_once_the_pieces_pass(command, workspace):
    solve(workspace, *registry.entry("linear").requires)
    assert ladder(workspace).missing("linear") == []
    ran = command("check", "linear")
    assert ran.code == 1 and "not written yet" in ran.out


def test_lock_closes_again_when_a_piece_is_broken(workspace):
    solve(workspace, *registry.entry("linear").requires, "linear")
    assert ladder(workspace).standing("linear").state == "passed"
    path_of(workspace, "matmul").write_text("matmul = 3\n")
    assert ladder(workspace).missing("linear") == ["matmul"]
    assert ladder(workspace).standing("linear").state == "failed"


def test_file_option_judges_alone_without_any_lock(command, workspace):
    assert command("check", "linear", "--file", SOLUTIONS / PART / "linear.py").code == 0


def test_cache_deleted_loses_nothing(command, workspace):
    solve(workspace, "matmul", "add")
    before = command("list", "--json")
    shutil.rmtree(workspace / ".grader")
    assert before.code == 0
    assert command("list", "--json").out == before.out


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"a": 1}'])
def test_cache_that_is_damaged_loses_nothing(workspace, text):
    solve(workspace, "matmul")
    assert ladder(workspace).standing("matmul").state == "passed"
    (workspace / ".grader" / "verdicts.json").write_text(text)
    assert ladder(workspace).standing("matmul").state == "passed"


def test_progress_survives_without_judging_again(workspace, monkeypatch):
    solve(workspace, "matmul")
    first = ladder(workspace).standing("matmul")
    monkeypatch.setattr(Ladder, "_judge", lambda *_: pytest.fail("judged again"))
    assert ladder(workspace).standing("matmul") == first
    assert (first.state, first.points, first.max_points) == ("passed", 10, 10)


def test_edit_of_the_same_size_within_the_same_second_is_seen(command, workspace):
    solve(workspace, "matmul")
    path = path_of(workspace, "matmul")
    right, stamp = path.read_text(), path.stat().st_mtime_ns
    assert command("check", "matmul").code == 0
    for text, code in ((right.replace("dx = dY @ W.T", "dx = dY@ -W.T"), 1), (right, 0)):
        assert len(text) == len(right)
        path.write_text(text)
        os.utime(path, ns=(stamp, stamp))
        assert command("check", "matmul").code == code


def test_edit_of_a_piece_is_seen_by_what_is_built_on_it(command, workspace):
    solve(workspace, *registry.entry("linear").requires, "linear")
    assert command("check", "linear").code == 0
    piece = path_of(workspace, "matmul")
    piece.write_text(piece.read_text().replace("dx = dY @ W.T", "dx = 2 * dY @ W.T"))
    assert command("check", "linear").code == 2, "locked again"


def test_bytecode_is_never_written_beside_the_exercises(command, workspace):
    solve(workspace, "matmul")
    command("check", "matmul")
    assert not list(workspace.rglob("*.pyc")) and not list((workspace / "exercises").rglob("__pycache__"))


def test_check_without_a_name_stops_where_the_student_is(command, workspace):
    first, second = registry.all_names()[:2]
    solve(workspace, first)
    ran = command("check")
    assert ran.code == 1
    assert re.search(rf"^{first}  passed", ran.out, re.MULTILINE)
    assert re.search(rf"^{second}  not written yet", ran.out, re.MULTILINE)
    assert ran.out.count("not written yet") == 1


def test_verdict_on_another_seed_is_not_remembered(command, workspace, monkeypatch):
    monkeypatch.setattr("grader.judge.judge_file.asks_torch", lambda seed: False)
    solve(workspace, "matmul")
    assert command("check", "matmul", "--seed", "3").code == 0
    assert not (workspace / ".grader" / "verdicts.json").exists()


def test_view_shows_the_parts_and_the_one_next_thing_to_do(workspace):
    solve(workspace, registry.all_names()[0])
    ran = spawned(cwd=workspace)
    here = registry.all_names()[1]
    assert ran.code == 0 and ran.err == ""
    assert all(registry.title(part) in ran.out for part in registry.parts())
    assert "you are here" in ran.out and "1/" in ran.out and "open: " in ran.out
    assert f"Next: {here}" in ran.out and f"grader check {here}" in ran.out
    assert str(path_of(workspace, here).relative_to(workspace)) in ran.out
    assert_in_words(ran)


def test_list_says_how_each_stands(command, workspace):
    solve(workspace, "matmul", "add")
    path_of(workspace, "scale").write_text("def scale(x, c):\n    return None\n")
    rows = {row["name"]: row for row in json.loads(command("list", "--json").out)}
    assert list(rows) == list(registry.all_names())
    assert {name: rows[name]["state"] for name in ("matmul", "scale", "gelu", "transformer_block")} == {
        "matmul": "passed", "scale": "failed", "gelu": "unwritten", "transformer_block": "locked",
    }  # fmt: skip
    locks = rows["transformer_block"]["locked_by"]
    assert "softmax" in locks and "add" not in locks
    assert (rows["matmul"]["points"], rows["scale"]["points"]) == (10, 0)
    assert rows["matmul"]["starred"] and not rows["scale"]["starred"]


def test_list_on_the_terminal_has_a_line_for_each(command, workspace):
    ran = command("list")
    assert ran.code == 0
    assert all(re.search(rf"\b{name}\b", ran.out) for name in registry.all_names())
    assert_in_words(ran)


def test_where_nothing_can_be_written_nothing_is_remembered(command, workspace):
    """A file in the folder's place refuses every writer, root too, as a read-only disk does."""
    (workspace / ".grader").write_text("")
    assert [command("hint", "matmul").code, command("list").code, command("check", "matmul").code] == [0, 0, 1]


def test_hints_come_one_at_a_time(command, workspace):
    hints = registry.entry("matmul").hints
    told = [command("hint", "matmul").out for _ in range(4)]
    assert ["hint 1 of 3" in told[0], "hint 2 of 3" in told[1], "hint 3 of 3" in told[2]] == [True] * 3
    assert told[3] == told[2], "after the third, the third again"
    assert [hints[k] in told[k] for k in range(3)] == [True] * 3
    assert hints[1] not in told[0]


@pytest.mark.parametrize("step", ["0", "4", "x"])
def test_hint_that_is_none_is_bad_usage(command, workspace, step):
    assert command("hint", "matmul", step).code == 2


def test_reset_keeps_the_old_texts_beside(command, workspace):
    path = path_of(workspace, "matmul")
    for n in (1, 2):
        path.write_text(f"# try {n}\n")
        assert f"matmul.py.{n}" in command("reset", "matmul").out
        assert path.read_text() == stub(PART, "matmul")
        assert path.with_name(f"matmul.py.{n}").read_text() == f"# try {n}\n"
    command("reset", "matmul")
    assert not path.with_name("matmul.py.3").exists(), "a stub is not kept"


def test_reset_brings_back_a_file_that_was_deleted(command, workspace):
    path_of(workspace, "matmul").unlink()
    assert command("reset", "matmul").code == 0
    assert path_of(workspace, "matmul").read_text() == stub(PART, "matmul")
