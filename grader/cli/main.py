"""The `grader` command line: its commands, and the exit code of each. Errors become sentences in `error_report`."""

from __future__ import annotations

import contextlib
import difflib
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from grader import __version__
from grader.cli import screen_reader
from grader.cli.crash_report import watch_for_crash
from grader.cli.pack_option import HELP, take_packs
from grader.cli.standard_streams import finish_stdout, prepare_streams, print_error, stdout_lost
from grader.errors import BadInput

GROUPS = {
    "Your exercises": {
        "check": "The verdict on one exercise, or on all up to where you are.",
        "watch": "The same on every save, moving on as you pass.",
        "list": "Every exercise: its points, how it stands, what locks it.",
        "hint": "One more hint, three in all.",
        "show": "A picture of your gradient, the true one and their difference.",
        "compare": "Your time, memory and array calls beside the solution's, and why they differ.",
        "reset": "The stub again; your text is kept beside it.",
        "verdicts": "A verdict on all that is written, as files.",
        "mistakes": "Which kind of evidence refuses which known mistake.",
    },
    "Your GPT-2": {
        "demo": "A small GPT-2 learns to sort, and sorts what you type.",
        "gates": "What your pieces reach together, beside the published figures.",
        "blame": "Which piece makes the whole model wrong.",
        "run": "A checkpoint at work on your pieces.",
        "train": "A model of your own, from random weights or a checkpoint.",
        "generate": "A checkpoint writes.",
        "prepare": "A text as files of tokens.",
        "weights": "GPT-2 124M, or any of the hub, fetched or brought, verified.",
        "export": "A checkpoint as transformers, nanoGPT or llm.c keep theirs.",
        "benchmark": "WikiText-103 and LAMBADA, beside the published figures.",
        "reproduce": "All that was published for GPT-2 124M, measured again.",
    },
    "Your place": {
        "init": "A workspace of your own, outside this repository.",
        "update": "The workspace, or a kit, as a later version has it; what you wrote stays.",
        "site": "The course as pages, with a workbench in each, on this machine.",
        "doctor": "What this machine has of what the grader needs.",
    },
    "Your class": {
        "release": "Notebooks for nbgrader, or the kit for students.",
        "collect": "A learning platform's renamed files, a folder for each student.",
        "grade": "A class of submissions, each in a sandbox.",
        "columns": "Grades, as Canvas and Moodle import them.",
        "originality": "Which answers are alike in what is rare.",
        "viva": "Questions about a student's own code, with answers.",
    },
    "Exercises of your own": {
        "new": "The skeleton of an exercise, in the course or in a pack.",
        "dev": "What exercises still lack, and what is made from them.",
    },
}
"""What each command does, by group, in the order of `grader --help`. A command is imported when it is called."""

COMMANDS = {
    name: (group, help_text)
    for group, commands in GROUPS.items()
    for name, help_text in commands.items()
    if (Path(__file__).parent / "commands" / f"{name}.py").is_file()  # a student's kit has not all of them
}


def main() -> None:
    """Run one command and exit: 0 passed, 1 not passed, 2 bad usage, 3 the grader itself failed."""
    prepare_streams()
    arguments = screen_reader.take_option(sys.argv[1:])
    watch_for_crash(arguments)
    try:
        _refuse_deleted_folder()
        arguments = take_packs(arguments)
        _refuse_unknown_command(arguments[:1])
        command = _without_options(arguments) or partial(_by_cyclopts, arguments)
        with _finished_stdout():
            sys.exit(command() or 0)
    except BrokenPipeError:
        os._exit(0)
    except SystemExit:
        raise
    except BaseException as error:  # a student's piece may raise any
        _exit_with(error, arguments)


def _without_options(arguments: list[str]) -> Callable[[], int] | None:
    """Return what is called where there is nothing to parse: `grader`, `grader check NAME ...`, perhaps with --file.

    That is what is typed most, and importing cyclopts takes half as long as NumPy.
    """
    if not arguments:
        return _view
    command, *words = arguments
    file = Path(words.pop()) if words[-2:-1] == ["--file"] else None
    words = words[:-1] if file else words
    if command != "check" or any(word.startswith("-") for word in (*words, str(file))):
        return None
    from grader.cli.check_exercises import check_exercises

    return partial(check_exercises, words, file)


def _by_cyclopts(arguments: list[str]) -> int:
    """Parse the arguments, call their command, and return its exit code."""
    from cyclopts import App, Group, Parameter

    from grader.cli.options import whole_numbers

    app = App(
        name="grader",
        version=__version__,
        help=f"Judge the exercises of GPT-2 by hand.\n\n{HELP}\n\n{screen_reader.HELP}",
        suppress_keyboard_interrupt=False,
        default_parameter=Parameter(converter=whole_numbers),
        help_formatter="plain" if screen_reader.wants_words() else None,
    )
    app.default(_view)
    groups = {title: Group(title, sort_key=n) for n, title in enumerate(GROUPS)}
    for n, (name, (group, help_text)) in enumerate(COMMANDS.items()):
        app.command(f"grader.cli.commands.{name}:{name}_", name=name, group=groups[group], help=help_text, sort_key=n)
    return app(arguments, exit_on_error=False, print_error=False, verbose=False)


@contextlib.contextmanager
def _finished_stdout() -> Iterator[None]:
    """Write out all that a command has printed before it ends; where that fails, so does the command."""
    try:
        yield
    except SystemExit:  # cyclopts ends by it
        finish_stdout()
        raise


def _view() -> int:
    """Show where you are on the ladder, and the next thing to do."""
    from grader.cli.commands.view import view

    return view()


def _refuse_deleted_folder() -> None:
    """Raise BadInput where the current folder does not exist any more: no path can be read in it."""
    try:
        os.getcwd()
    except OSError:
        raise BadInput("The folder in which this command runs does not exist any more: go to another one.") from None


def _print_json_error(arguments: list[str], message: str) -> None:
    """Print the JSON object of a `check` or `compare` that has not got as far as judging."""
    import json

    from grader.judge.verdict_json import error_json

    name = next((word for word in arguments[1:] if not word.startswith("-")), "")
    try:
        quality = {"quality": None} if arguments[0] == "compare" else {}
        print(json.dumps(error_json(name, message) | quality, indent=2), flush=True)
    except (OSError, ValueError) as error:
        stdout_lost(error)


def _refuse_unknown_command(arguments: list[str]) -> None:
    """Raise BadInput, naming the nearest commands, where the first argument is neither a command nor an option."""
    if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        near = difflib.get_close_matches(arguments[0], COMMANDS, n=2)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise BadInput(f"There is no command {arguments[0]!r}.{hint} `grader --help` shows them all.")


def _exit_with(error: BaseException, arguments: list[str]) -> NoReturn:
    """Print the error's sentence and exit; with GRADER_DEBUG set, a fault of the grader is raised instead."""
    from cyclopts import CycloptsError

    from grader.cli.error_report import report_error, report_usage_error  # not where all goes well: it costs 5 ms
    from grader.cli.terminal import wrap_text

    try:
        if isinstance(error, OSError) and not error.filename:
            print()  # where it was stdout that failed, it fails once more
        finish_stdout()
    except BrokenPipeError:
        os._exit(0)
    except (OSError, BadInput) as reason:
        error = stdout_lost(reason)
    report = report_usage_error(error) if isinstance(error, CycloptsError) else report_error(error)
    if arguments[:1] in (["check"], ["compare"]) and "--json" in arguments:
        _print_json_error(arguments, report.message)
    if report.is_fault and os.environ.get("GRADER_DEBUG"):
        raise error
    if isinstance(error, KeyboardInterrupt) and sys.stderr.isatty():
        print_error("")  # the terminal has written ^C
    print_error(wrap_text(report.message, sys.stderr))
    sys.exit(report.exit_code)
