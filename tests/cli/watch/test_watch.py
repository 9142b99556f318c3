"""`grader watch`: what is saved is judged, whatever is saved, and the next exercise follows."""

import os
import shutil
import signal
import termios
import time

import pytest

from tests.cli.watch.watch_process import FIRST, SECOND, file_of, solution

UNSTOPPABLE = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass\n"


def like_the_stub(workspace, name, body):
    """Return the stub with `body` as what its function does."""
    head, _, _ = file_of(workspace, name).read_text().partition("    raise NotImplementedError")
    return f"{head}    {body}\n"


def test_a_save_is_judged_and_the_next_exercise_follows(workspace, watch):
    watcher = watch()
    printed = watcher.until("not written yet(.|\n)*quit\n")
    assert f"Next: {FIRST}" in printed and "Next: write it and save; h gives a hint." in printed
    file_of(workspace, FIRST).write_text(solution(FIRST))
    printed = watcher.until(f"{SECOND}  not written yet")
    assert f"{FIRST}  passed" in printed and f"Next: {SECOND}" in printed


def test_the_watcher_survives_whatever_is_saved(workspace, watch):
    watcher = watch(FIRST)
    watcher.until("not written yet")
    path = file_of(workspace, FIRST)
    whole = solution(FIRST)
    path.write_text(whole[: len(whole) // 2] + "\n(")
    watcher.until("is not Python")
    path.write_text("")
    watcher.until("is empty")
    path.unlink()
    watcher.until("does not exist")
    path.write_bytes(b"\xff\xfe")
    watcher.until("is not UTF-8")
    path.write_text("import os\nos._exit(5)\n")
    watcher.until("leaves Python by exit")
    path.write_text("import os, posix\nposix._exit(5)\n")
    watcher.until("exit code 5")
    path.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    watcher.until("SIGSEGV")
    shutil.rmtree(path.parent)
    watcher.until("does not exist")
    path.parent.mkdir()
    saved = path.with_suffix(".tmp")  # as editors save: a new file in the place of the old
    saved.write_text(whole)
    saved.replace(path)
    watcher.until(f"{FIRST}  passed")


def test_an_endless_loop_is_stopped(workspace, watch):
    path = file_of(workspace, FIRST)
    path.write_text(like_the_stub(workspace, FIRST, "while True: pass"))
    watcher = watch(FIRST, seconds=0.3)
    watcher.until("does not finish within 0.3 s")
    path.write_text(UNSTOPPABLE)
    watcher.until("cannot be interrupted")


def test_the_next_save_replaces_an_endless_loop(workspace, watch):
    path = file_of(workspace, FIRST)
    path.write_text(UNSTOPPABLE)
    watcher = watch(FIRST, seconds=1000)
    watcher.until("Watching")
    watcher.press("h")  # works while the verdict is under way
    watcher.until("hint 1")
    path.write_text(solution(FIRST))
    watcher.until(f"{FIRST}  passed")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the bound on memory holds on Linux")
def test_unlimited_memory_becomes_a_memory_error(workspace, watch):
    file_of(workspace, FIRST).write_text("hoard = bytearray(1 << 40)\n")
    watch(FIRST).until("MemoryError")


def test_a_saved_prerequisite_is_judged(workspace, watch):
    for name in ("matmul", "add_bias", "linear"):
        file_of(workspace, name).write_text(solution(name))
    watcher = watch("linear")
    watcher.until("linear  passed(.|\n)*passes already")
    file_of(workspace, "relu").write_text("1 / 0\n")  # linear is not built on it
    file_of(workspace, "matmul").write_text("matmul = 3\n")
    assert "relu" not in watcher.until("linear is locked: it is built on matmul")


def test_each_key_does_what_it_says(workspace, watch):
    watcher = watch(FIRST)
    watcher.until("not written yet(.|\n)*quit\n")
    path = file_of(workspace, FIRST)
    watcher.press("h")
    watcher.until(f"{FIRST}, hint 1 of 3")
    watcher.press("h")
    watcher.until(f"{FIRST}, hint 2 of 3")
    watcher.press("l")
    watcher.until("matmul(.|\n)*quit\n")
    watcher.press("s")
    watcher.until("nothing to show")
    watcher.press("c")
    watcher.until("nothing to compare")
    watcher.press("\r")
    watcher.until("not written yet")
    stub = path.read_text()
    path.write_text(stub + "# mine\n")
    watcher.until("not written yet")
    watcher.press("r")
    watcher.until("Put the stub .* back")
    watcher.press("x")  # anything else leaves it
    watcher.until("Nothing is put back")
    watcher.press("r")
    watcher.until("Put the stub .* back")
    assert path.read_text() == stub + "# mine\n"
    watcher.press("r")
    watcher.until("is the stub")
    assert path.read_text() == stub and path.with_name(f"{path.name}.1").read_text() == stub + "# mine\n"
    watcher.press("q")
    assert watcher.wait() == 0
    assert termios.tcgetattr(watcher.master) == watcher.mode


@pytest.mark.parametrize(("end", "code"), [("\x03", 130), (signal.SIGTERM, 143)])
def test_the_terminal_is_restored(watch, end, code):
    watcher = watch(FIRST)
    watcher.until("not written yet(.|\n)*quit\n")
    assert termios.tcgetattr(watcher.master) != watcher.mode
    watcher.press(end) if isinstance(end, str) else watcher.process.send_signal(end)
    assert watcher.wait() == code
    assert termios.tcgetattr(watcher.master) == watcher.mode


def test_without_a_terminal_it_works_without_keys(workspace, watch):
    watcher = watch(FIRST, terminal=False)
    assert "h hint" not in watcher.until("not written yet")
    file_of(workspace, FIRST).write_text(solution(FIRST))
    watcher.until(f"{FIRST}  passed")


def test_the_next_file_is_opened_where_a_command_says_how(workspace, watch, tmp_path):
    opened = tmp_path / "opened.txt"
    script = tmp_path / "edit.sh"
    script.write_text(f'#!/bin/sh\necho "$@" >> {opened}\n')
    script.chmod(0o755)
    watcher = watch("--edit", f"{script} -r")
    watcher.until("not written yet")
    while not opened.exists() or not opened.read_text():
        time.sleep(0.05)
    assert opened.read_text() == f"-r {file_of(workspace, FIRST)}\n"
