"""`grader watch`: what is saved is judged, whatever is saved, and the next exercise follows."""

import os
import shutil
import signal
import termios
import time

import pytest

from grader.runner.limits import ANSWER_SECONDS
from tests.cli.watch.driving import FIRST, SECOND, file_of, solution

UNSTOPPABLE = "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass\n"


def like_the_stub(workspace, name, body):
    """Return the stub with `body` as what its function does."""
    head, _, _ = file_of(workspace, name).read_text().partition("    raise NotImplementedError")
    return f"{head}    {body}\n"


def test_a_save_is_judged_and_the_next_exercise_follows(workspace, watch):
    watching = watch()
    told = watching.until("not written yet(.|\n)*quit\n")
    assert f"Next: {FIRST}" in told
    file_of(workspace, FIRST).write_text(solution(FIRST))
    told = watching.until(f"{SECOND}  not written yet")
    assert f"{FIRST}  passed" in told and f"Next: {SECOND}" in told


def test_whatever_is_saved_the_watcher_goes_on(workspace, watch):
    watching = watch(FIRST)
    watching.until("not written yet")
    path = file_of(workspace, FIRST)
    whole = solution(FIRST)
    path.write_text(whole[: len(whole) // 2] + "\n(")
    watching.until("is not Python")
    path.write_text("")
    watching.until("is empty")
    path.unlink()
    watching.until("does not exist")
    path.write_bytes(b"\xff\xfe")
    watching.until("is not UTF-8")
    path.write_text("import os\nos._exit(5)\n")
    watching.until("leaves Python by exit")
    path.write_text("import os, posix\nposix._exit(5)\n")
    watching.until("exit code 5")
    path.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    watching.until("SIGSEGV")
    shutil.rmtree(path.parent)
    watching.until("does not exist")
    path.parent.mkdir()
    saved = path.with_suffix(".tmp")  # as editors save: a new file in the place of the old
    saved.write_text(whole)
    saved.replace(path)
    watching.until(f"{FIRST}  passed")


def test_an_endless_loop_is_stopped(workspace, watch):
    path = file_of(workspace, FIRST)
    path.write_text(like_the_stub(workspace, FIRST, "while True: pass"))
    watching = watch(FIRST, seconds=0.3)
    watching.until("does not finish within 0.3 s")
    path.write_text(UNSTOPPABLE)
    watching.until("cannot be interrupted")


def test_an_endless_loop_is_overtaken_by_the_next_save(workspace, watch):
    path = file_of(workspace, FIRST)
    path.write_text(UNSTOPPABLE)
    watching = watch(FIRST)
    watching.until("Watching")
    watching.press("h")  # answered beside the judging that does not end
    watching.until("hint 1")
    start = time.monotonic()
    path.write_text(solution(FIRST))
    watching.until(f"{FIRST}  passed")
    assert time.monotonic() - start < ANSWER_SECONDS / 2


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the bound on memory holds on Linux")
def test_memory_without_end_is_told(workspace, watch):
    file_of(workspace, FIRST).write_text("hoard = bytearray(1 << 40)\n")
    watch(FIRST).until("MemoryError")


def test_a_change_of_what_it_is_built_on_is_judged(workspace, watch):
    for name in ("matmul", "add_bias", "linear"):
        file_of(workspace, name).write_text(solution(name))
    watching = watch("linear")
    watching.until("linear  passed(.|\n)*passes already")
    file_of(workspace, "relu").write_text("1 / 0\n")  # linear is not built on it
    file_of(workspace, "matmul").write_text("matmul = 3\n")
    assert "relu" not in watching.until("linear is locked: it is built on matmul")


def test_keys(workspace, watch):
    watching = watch(FIRST)
    watching.until("not written yet(.|\n)*quit\n")
    path = file_of(workspace, FIRST)
    watching.press("h")
    watching.until(f"{FIRST}, hint 1 of 3")
    watching.press("h")
    watching.until(f"{FIRST}, hint 2 of 3")
    watching.press("l")
    watching.until("matmul(.|\n)*quit\n")
    watching.press("c")
    watching.until("nothing to compare")
    watching.press("\r")
    watching.until("not written yet")
    stub = path.read_text()
    path.write_text(stub + "# mine\n")
    watching.until("not written yet")
    watching.press("r")
    watching.until("Put the stub .* back")
    watching.press("x")  # anything else leaves it
    watching.until("Nothing is put back")
    watching.press("r")
    watching.until("Put the stub .* back")
    assert path.read_text() == stub + "# mine\n"
    watching.press("r")
    watching.until("is the stub")
    assert path.read_text() == stub and path.with_name(f"{path.name}.1").read_text() == stub + "# mine\n"
    watching.press("q")
    assert watching.left() == 0
    assert termios.tcgetattr(watching.near) == watching.before


@pytest.mark.parametrize(("end", "code"), [("\x03", 130), (signal.SIGTERM, 143)])
def test_the_terminal_is_left_as_it_was(watch, end, code):
    watching = watch(FIRST)
    watching.until("not written yet(.|\n)*quit\n")
    assert termios.tcgetattr(watching.near) != watching.before
    watching.press(end) if isinstance(end, str) else watching.process.send_signal(end)
    assert watching.left() == code
    assert termios.tcgetattr(watching.near) == watching.before


def test_without_a_terminal_it_works_without_keys(workspace, watch):
    watching = watch(FIRST, terminal=False)
    assert "h hint" not in watching.until("not written yet")
    file_of(workspace, FIRST).write_text(solution(FIRST))
    watching.until(f"{FIRST}  passed")


def test_where_there_is_no_fork_words_and_exit_code_2(monkeypatch):
    from grader.cli.commands.watch import watch_
    from grader.errors import BadInput

    monkeypatch.delattr(os, "fork")
    with pytest.raises(BadInput, match=r"fork.*grader check NAME"):
        watch_(FIRST)
