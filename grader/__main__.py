"""The `grader` command: which commands there are, and what happens when one cannot go on."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path

from grader import __version__
from grader.errors import BadInput, GraderError

COMMANDS = tuple(
    name
    for name in (
        "check",
        "watch",
        "list",
        "hint",
        "compare",
        "reset",
        "mistakes",
        "run",
        "blame",
        "prepare",
        "train",
        "generate",
        "gates",
        "weights",
        "benchmark",
        "grade",
        "release",
        "show",
        "verdicts",
        "init",
        "update",
        "doctor",
    )
    if (Path(__file__).parent / "commands" / f"{name}.py").is_file()  # a student's kit has not all of them
)


def main() -> None:
    """Run one command and exit: 0 passed, 1 not passed, 2 bad usage, 3 the grader itself failed."""
    from cyclopts import App  # keeps `import grader.__main__` cheap for tests

    app = App(name="grader", version=__version__, help="Judge the exercises of GPT-2 by hand.")
    app.default(_view)
    _know(sys.argv[1:2])
    for name in COMMANDS:
        app.command(f"grader.commands.{name}:{name}_", name=name)
    try:
        sys.exit(app(exit_on_error=True) or 0)
    except BadInput as trouble:
        _leave(str(trouble), 2)
    except KeyboardInterrupt:
        _leave("interrupted", 130)
    except BrokenPipeError:
        os._exit(0)
    except Exception as trouble:
        if os.environ.get("GRADER_DEBUG"):
            raise
        _leave(_own_fault(trouble), 3)


def _know(words: list[str]) -> None:
    """Leave, naming the nearest commands, where the first word is neither a command nor an option."""
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        near = difflib.get_close_matches(words[0], COMMANDS, n=2)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        _leave(f"There is no command {words[0]!r}.{meant} `grader --help` shows them all.", 2)


def _view() -> int:
    """Show where you are on the ladder, and the next thing to do."""
    from grader.commands.view import view

    return view()


def _own_fault(trouble: Exception) -> str:
    """Say that the grader is at fault; GRADER_DEBUG=1 shows the traceback."""
    if isinstance(trouble, GraderError):
        return f"the grader itself failed, so there is no verdict: {trouble}"
    frame = trouble.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f" ({os.path.basename(frame.tb_frame.f_code.co_filename)} line {frame.tb_lineno})" if frame else ""
    return (
        f"the grader itself failed, so there is no verdict: {type(trouble).__name__}: {trouble}{where}. "
        "Please report it; GRADER_DEBUG=1 shows more."
    )


def _leave(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
