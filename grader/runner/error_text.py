"""An exception of the student's as facts (`call_error`), and as one line at the student's own line of code."""

from __future__ import annotations

import dis
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import BadInput, OutOfTime
from grader.runner.observation import CallError, ErrorKind, Step
from grader.runner.plain_values import to_plain
from grader.runner.unused_imports import ForbiddenImport

GRADER = Path(__file__).parents[1]
LIBRARIES = ("/site-packages/", "/dist-packages/", "/packages/", "/lib/")
"""What stands before the name of a package's file: in the sandbox /packages/, of the standard library /lib/."""

RAISE = dis.opmap["RAISE_VARARGS"]

LONGEST = 300
"""Characters of an exception's own message that are kept."""

STEP_NAMES = {
    Step.CALL: "it",
    Step.FORWARD: "the forward",
    Step.BACKWARD: "backward",
    Step.SECOND_BACKWARD: "a second call of backward",
    Step.OTHER_BACKWARD: "backward, on another upstream gradient,",
}
"""A call as the subject of a sentence."""


def call_error(error: BaseException, files: Mapping[str, str], step: Step | None = None, judged: str = "") -> CallError:
    """Return an exception as facts; `files` are the texts of the student's own sources by path, `judged` one of them.

    Without `judged`, or where none of its lines had a part in it, the last line of all of them stands for it.
    """
    found = CallError(_kind(error), _message(error), step, _type_name(error), _base_names(error))
    if found.kind is ErrorKind.REFUSED:
        return found
    if _is(error, AttributeError):
        owner, name = _read(error, "obj"), _read(error, "name")
        found.owner = "" if owner is None else _type_name(owner)
        found.attribute = str.__str__(name) if issubclass(type(name), str) else ""
    found.facts = _facts(error)
    frames = traceback.extract_tb(BaseException.__dict__["__traceback__"].__get__(error))
    own = [frame for frame in frames if frame.filename in files]
    if not own:
        if found.kind is ErrorKind.RAISED and found.message and _is_told(error):
            found.kind = ErrorKind.TOLD
        return found
    here = next((frame for frame in reversed(own) if frame.filename == judged), own[-1])
    found.file, found.line, found.code = here.filename, here.lineno or 0, _code(here, files)
    raised = own[-1] if frames[-1].filename not in files and _is_graders(frames[-1].filename) else frames[-1]
    if raised is not here and (raised.filename, raised.lineno) != (here.filename, here.lineno):
        found.raised_file, found.raised_line = _library_path(raised.filename), raised.lineno or 0
        found.raised_code = _code(raised, files)
    return found


def _is_told(error: BaseException) -> bool:
    """Whether a `raise` statement of the course's own raised an exception, and nothing that it called."""
    last = BaseException.__dict__["__traceback__"].__get__(error)
    while last and last.tb_next:
        last = last.tb_next
    code = last.tb_frame.f_code if last else None
    return bool(code) and _is_graders(code.co_filename) and code.co_code[last.tb_lasti] == RAISE


def _code(frame: traceback.FrameSummary, files: Mapping[str, str]) -> str:
    """Return a line of the student's, "" of any other file."""
    lines = files.get(frame.filename, "").splitlines()
    return lines[frame.lineno - 1].strip() if frame.lineno and frame.lineno <= len(lines) else ""


def _is_graders(filename: str) -> bool:
    """Whether a file is the course's own, such as a driver's function that an answer calls."""
    return Path(filename).is_relative_to(GRADER)


def _library_path(filename: str) -> str:
    """Return a library's file without the folder in which packages are installed; any other path as it is."""
    return next((filename[at + len(mark) :] for mark in LIBRARIES if (at := filename.rfind(mark)) >= 0), filename)


def describe_exception(error: BaseException, files: Mapping[str, str]) -> str:
    """Return what happened and at which line of `files`."""
    return describe_error(call_error(error, files))


def describe_error(error: CallError) -> str:
    """Return in one line what happened, in which call where that is known, and at which line of the student's."""
    if error.kind in (ErrorKind.NOT_WRITTEN, ErrorKind.PROCESS_ENDED, ErrorKind.TOLD):
        return error.message
    what = _cause(error)
    if error.file:
        what = f"{what.rstrip('.')} at {error.file} line {error.line}: `{error.code}`"
    if error.raised_file:
        code = f": `{error.raised_code}`" if error.raised_code else ""
        what += f", raised in {error.raised_file} line {error.raised_line}{code}"
    return f"{STEP_NAMES[error.step]} fails: {what}" if error.step else what


def _cause(error: CallError) -> str:
    if error.kind is ErrorKind.TIMEOUT:
        return f"it does not finish within {error.message} s"
    if error.kind is ErrorKind.RECURSION:
        return "it calls itself more deeply than Python allows (RecursionError)"
    if error.kind is ErrorKind.EXIT:
        return f"it leaves Python by exit({error.message}) instead of returning"
    if error.kind is ErrorKind.REFUSED:
        return error.message
    return f"{error.exception}: {error.message}" if error.message else error.exception


def _kind(error: BaseException) -> ErrorKind:
    kinds = {
        BadInput: ErrorKind.REFUSED,
        ForbiddenImport: ErrorKind.REFUSED,
        OutOfTime: ErrorKind.TIMEOUT,
        RecursionError: ErrorKind.RECURSION,
        SystemExit: ErrorKind.EXIT,
    }
    return next((kind for type_, kind in kinds.items() if _is(error, type_)), ErrorKind.RAISED)


def _is(error: BaseException, kind: type) -> bool:
    """Whether an exception is of this type; `isinstance` would also ask its `__class__`, which may be the student's."""
    return issubclass(type(error), kind)


def _message(error: BaseException) -> str:
    if _is(error, BadInput) or _is(error, ForbiddenImport):
        return exception_text(error)
    if _is(error, OutOfTime):
        return f"{error.args[0]:g}"
    if _is(error, SystemExit):
        return _one_line(_attempt(lambda: str.__str__(repr(error.code)), ""))
    return _one_line(exception_text(error))


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST] + " …"


def not_written(error: NotImplementedError, name: str, step: Step) -> CallError:
    """Return a stub's error: what it says is what is to be written."""
    return CallError(ErrorKind.NOT_WRITTEN, exception_text(error) or f"{name} is not written yet", step)


def exception_text(error: BaseException) -> str:
    """Return an exception's text, "" where its own class raises instead, or returns no text."""
    return _attempt(lambda: str.__str__(str(error)), "")


def _type_name(value: Any) -> str:
    """Return the name of a value's type; its type's own type may be the student's."""
    return str.__str__(type.__dict__["__name__"].__get__(type(value)))


def _base_names(error: BaseException) -> list[str]:
    """Return the names of the types that an exception's type is derived from."""
    bases = type.__dict__["__mro__"].__get__(type(error))[1:]
    return [str.__str__(type.__dict__["__name__"].__get__(base)) for base in bases]


def _read(error: BaseException, attribute: str) -> Any:
    """Return an attribute of an exception, None where reading it fails."""
    return _attempt(lambda: getattr(error, attribute, None), None)


def _facts(error: BaseException) -> dict[str, Any]:
    """Return the facts that a driver attached; none where they are something else."""
    facts = _attempt(lambda: to_plain(_read(error, "facts")), None)
    return facts if isinstance(facts, dict) else {}


def _attempt(read: Callable[[], Any], otherwise: Any) -> Any:
    """Return what is read off an exception; its class may be the student's, and so may be whatever that raises."""
    try:
        return read()
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException:
        return otherwise
