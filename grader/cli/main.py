"""The `grader` command: which commands there are, and what happens when one cannot go on."""

from __future__ import annotations

import difflib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.errors import BadInput, GraderError

if TYPE_CHECKING:
    from cyclopts import CycloptsError

GROUPS = {
    "Your exercises": {
        "check": "The verdict on one exercise, or on all up to where you are.",
        "watch": "The same on every save, moving on as you pass.",
        "list": "Every exercise: its points, how it stands, what locks it.",
        "hint": "One more hint, three in all.",
        "show": "A picture of your gradient, the true one and their difference.",
        "compare": "Your numbers and your time beside the solution's.",
        "reset": "The stub again; your text is kept beside it.",
        "verdicts": "A verdict on all that is written, as files.",
        "mistakes": "Which kind of evidence refuses which known mistake.",
    },
    "Your GPT-2": {
        "gates": "What your pieces reach together, beside the published figures.",
        "blame": "Which piece makes the whole model wrong.",
        "run": "A checkpoint at work on your pieces.",
        "train": "A model of your own, from random weights.",
        "generate": "A checkpoint writes.",
        "prepare": "A text as files of tokens.",
        "weights": "GPT-2 124M, fetched or brought, verified.",
        "benchmark": "WikiText-103 and LAMBADA, beside the published figures.",
    },
    "Your place": {
        "init": "A workspace of your own, outside this repository.",
        "update": "The workspace as this version has it; what you wrote stays.",
        "doctor": "What this machine has of what the grader needs.",
    },
    "Your class": {
        "release": "Notebooks for nbgrader, or the kit for students.",
        "grade": "A class of submissions, each in a sandbox.",
    },
}
"""What each command does, in the order of the help. They are imported when they are called."""

COMMANDS = {
    name: (group, does)
    for group, commands in GROUPS.items()
    for name, does in commands.items()
    if (Path(__file__).parent / "commands" / f"{name}.py").is_file()  # a student's kit has not all of them
}


def main() -> None:
    """Run one command and exit: 0 passed, 1 not passed, 2 bad usage, 3 the grader itself failed."""
    from cyclopts import App, CycloptsError, Group  # keeps `import grader.cli.main` cheap for tests

    app = App(
        name="grader",
        version=__version__,
        help="Judge the exercises of GPT-2 by hand.",
        suppress_keyboard_interrupt=False,
    )
    app.default(_view)
    _know(sys.argv[1:2])
    groups = {title: Group(title, sort_key=n) for n, title in enumerate(GROUPS)}
    for n, (name, (group, does)) in enumerate(COMMANDS.items()):
        app.command(f"grader.cli.commands.{name}:{name}_", name=name, group=groups[group], help=does, sort_key=n)
    try:
        sys.exit(app(exit_on_error=False, print_error=False, verbose=False) or 0)
    except CycloptsError as trouble:
        _leave(_misused(trouble), 2)
    except BadInput as trouble:
        _leave(str(trouble), 2)
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            print(file=sys.stderr)  # the terminal has written ^C
        _leave("interrupted", 130)
    except BrokenPipeError:
        os._exit(0)
    except OSError as trouble:
        if os.environ.get("GRADER_DEBUG"):
            raise
        _leave(*_unusable(trouble))
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
    from grader.cli.commands.view import view

    return view()


def _misused(trouble: CycloptsError) -> str:
    """Say in a sentence what is wrong with a command's arguments, and where to read what it takes."""
    from cyclopts import MissingArgumentError, UnusedCliTokensError

    command = " ".join(["grader", *(trouble.command_chain or ())])
    told = str(trouble)
    if isinstance(trouble, UnusedCliTokensError):
        told = f"{command} does not take {' '.join(trouble.unused_tokens)}."
    elif isinstance(trouble, MissingArgumentError) and trouble.keyword:
        told = f"{trouble.keyword} needs a value."
    elif isinstance(trouble, MissingArgumentError):
        name = trouble.argument.name
        told = f"{command} needs {name.lstrip('-').upper() if trouble.argument.field_info.is_positional else name}."
    return f"{told} `{command} --help` shows what it takes."


def _unusable(trouble: OSError) -> tuple[str, int]:
    """Say which file or folder of the user's cannot be used, and why; one of the grader's own is its fault."""
    at = Path(os.fsdecode(trouble.filename or ""))
    if not trouble.filename or Path(__file__).parents[1] in at.absolute().parents:
        return _own_fault(trouble), 3
    return f"{at} cannot be used: {trouble.strerror}. Name another place, or mend that one.", 2


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
    from grader.cli.terminal import shorten_paths, wrap_text

    print(wrap_text(shorten_paths(message), sys.stderr), file=sys.stderr)
    sys.exit(code)
