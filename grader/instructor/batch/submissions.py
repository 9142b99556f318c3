"""Find the submissions of a class and read them; no code of theirs is run here.

A submission is a folder named for its student. It holds a tree of parts (`partNN_topic/NAME.py`, perhaps below
`exercises/` or one folder further down) or notebooks. A file that cannot be read costs its own exercise only.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.batch import notebook_submissions
from grader.runner.source import decoded

MAX_FILE_BYTES = 1 << 20
"""Of one file. The longest solution has 11 kB."""

MAX_FILES = 400
"""Of one submission: the exercises and the student's helper modules."""

TIMESTAMP = "timestamp.txt"
MAX_TIMESTAMP = 100

IGNORED = ("__MACOSX", "__pycache__")


@dataclass(frozen=True)
class FileFault:
    """Why a file cannot be judged. With `is_grader_error` the student is not at fault, so it is never a zero."""

    message: str
    is_grader_error: bool = False


@dataclass
class HandIn:
    """What one student handed in.

    `files` maps "partNN_topic.NAME" to the text, `locations` to where it stood, `faults` to why it could not be read.
    `unreadable` says why there is nothing to grade at all, or is "". `notes` are for the instructor. `handed_in` is the
    time that a timestamp.txt says, as nbgrader has it, or None.
    """

    student: str
    files: dict[str, str] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    faults: dict[str, FileFault] = field(default_factory=dict)
    unreadable: str = ""
    notes: list[str] = field(default_factory=list)
    handed_in: datetime.datetime | None = None


def student_folders(root: Path) -> list[Path]:
    """Return the class's folders, one for each student, in order of name. Raises BadInput where there are none."""
    if not root.is_dir():
        raise BadInput(f"{root} is no folder. Name the folder that holds a folder for each student.")
    try:
        folders = sorted(path for path in root.iterdir() if path.is_dir() and not _is_ignored(path))
    except OSError as error:
        raise BadInput(f"{root} cannot be read: {error.strerror}.") from None
    if not folders:
        raise BadInput(f"{root} holds no folders. It must hold one folder for each student, named for the student.")
    return folders


def stray_files(root: Path) -> list[str]:
    """Return the names of files among the students' folders: perhaps submissions that were not unpacked."""
    return sorted(path.name for path in root.iterdir() if not path.is_dir() and not path.name.startswith("."))


def read_hand_in(folder: Path, *, prefer_notebooks: bool = False) -> HandIn:
    """Read one student's folder. Nothing is raised on account of a submission: its HandIn says what is wrong."""
    hand_in = HandIn(folder.name)
    try:
        trees = [] if prefer_notebooks else _trees_of_parts(folder)
        notebooks = notebook_submissions.find(folder)
        if len(trees) > 1:
            names = " and ".join(str(tree.relative_to(folder)) for tree in trees)
            hand_in.unreadable = f"holds more than one tree of parts: {names}. Leave the one that counts."
        elif trees:
            _read_tree(hand_in, folder, trees[0])
            if notebooks:
                hand_in.notes.append(
                    f"The .py files were graded; {len(notebooks)} notebooks beside them were not read."
                )
        elif notebooks:
            _read_notebooks(hand_in, folder, notebooks)
        else:
            hand_in.unreadable = "holds neither partNN_topic/NAME.py nor a notebook."
        _read_timestamp(hand_in, folder)
    except OSError as error:
        hand_in.unreadable = f"cannot be read: {error.strerror}."
    return hand_in


def _read_timestamp(hand_in: HandIn, folder: Path) -> None:
    """Read when a submission was handed in: the latest of its timestamps; a time without a zone is in UTC."""
    for path in sorted([*folder.glob(TIMESTAMP), *folder.glob(f"*/{TIMESTAMP}")]):
        if not path.is_file() or path.is_symlink():
            continue
        text = path.read_bytes()[:MAX_TIMESTAMP].decode(errors="replace").strip()
        try:
            time = datetime.datetime.fromisoformat(text.removesuffix("UTC").strip())
        except ValueError:
            hand_in.notes.append(f"{path.relative_to(folder)} is no time, and was not counted: {text[:40]!r}.")
            continue
        time = time if time.tzinfo else time.replace(tzinfo=datetime.UTC)
        hand_in.handed_in = max(time, hand_in.handed_in or time)


def _is_ignored(path: Path) -> bool:
    return path.name.startswith(".") or path.name in IGNORED


def _trees_of_parts(folder: Path) -> list[Path]:
    """Return the folders that hold parts: this one or its `exercises`, else the same one folder further down.

    A part's folder without a file of Python is none of them: nbgrader names a folder of notebooks so.
    """
    inner = sorted(
        path for path in folder.iterdir() if path.is_dir() and not path.is_symlink() and not _is_ignored(path)
    )
    levels = ([folder, folder / "exercises"], [tree for path in inner for tree in (path, path / "exercises")])
    for level in levels:
        trees = [tree for tree in level if any(_holds_python(tree / part) for part in registry.parts())]
        if trees:
            return trees
    return []


def _holds_python(folder: Path) -> bool:
    return folder.is_dir() and any(path.suffix == ".py" for path in folder.iterdir())


def _read_tree(hand_in: HandIn, folder: Path, tree: Path) -> None:
    root = folder.resolve()
    for part in registry.parts():
        for path in sorted((tree / part).glob("*.py")):
            key = f"{part}.{path.stem}"
            hand_in.locations[key] = str(path.relative_to(folder))
            if not path.stem.isidentifier() or path.stem.startswith("__"):
                continue
            if len(hand_in.files) >= MAX_FILES:
                hand_in.notes.append(f"Only the first {MAX_FILES} files were read.")
                return
            text = _read_text(path, root, hand_in.locations[key])
            if isinstance(text, FileFault):
                hand_in.faults[key] = text
            else:
                hand_in.files[key] = text


def _read_text(path: Path, root: Path, location: str) -> str | FileFault:
    """Return a file's text, or its fault. Links that lead out of `root`, the submission, are not followed."""
    try:
        if fault := _link_fault(path, root, location):
            return fault
        if path.stat().st_size > MAX_FILE_BYTES:
            return FileFault(f"{location} has more than {MAX_FILE_BYTES >> 20} MiB. Hand in Python source.")
        text = decoded(path.read_bytes(), location)
    except BadInput as error:
        return FileFault(str(error))
    except OSError as error:
        return FileFault(f"{location} cannot be read: {error.strerror}.", is_grader_error=True)
    return text if text.strip() else FileFault(f"{location} is empty.")


def _link_fault(path: Path, root: Path, location: str) -> FileFault | None:
    """Return the fault of a path that leads out of `root`, or to something that is no regular file."""
    if not path.is_file():  # first: a loop of links cannot be resolved
        return FileFault(f"{location} is no regular file. Hand in the file itself.")
    if path.resolve().is_relative_to(root):
        return None
    return FileFault(f"{location} is a link out of the submission. Hand in the file itself.")


def _read_notebooks(hand_in: HandIn, folder: Path, notebooks: list[Path]) -> None:
    """Take the solution cells of all notebooks. One that cannot be read becomes a note; the others are graded."""
    root = folder.resolve()
    for path in notebooks:
        shown = str(path.relative_to(folder))
        try:
            if fault := _link_fault(path, root, shown):
                raise BadInput(fault.message)
            cells, notes = notebook_submissions.solutions(path, shown)
        except BadInput as error:
            hand_in.notes.append(str(error))
            continue
        hand_in.notes += notes
        for name, text in cells.items():
            key = registry.key(name)
            if hand_in.files.get(key, text) != text:
                both = f"{hand_in.locations[key]} and {shown}"
                hand_in.faults[key] = FileFault(f"{name} stands in two notebooks, {both}. Hand in the one that counts.")
            hand_in.files[key] = text
            hand_in.locations[key] = f"{shown}, cell {name}"
    for key in hand_in.faults:
        hand_in.files.pop(key, None)
    if not hand_in.files and not hand_in.faults:
        hand_in.unreadable = " ".join(hand_in.notes) or "holds notebooks without a solution cell of this course."
