"""Find the submissions of a class and read them; nothing of theirs is run here.

A submission is a folder named for its student. It holds a tree of parts (`partNN_topic/NAME.py`, perhaps below
`exercises/` or one folder further down) or notebooks. What cannot be read is put into words and graded around.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from grader.course import registry
from grader.errors import BadInput
from grader.instructor.batch import notebook_submissions

MOST_BYTES = 1 << 20
"""Of one file. The longest solution has 11 kB."""

MOST_FILES = 400
"""Of one submission: the exercises, and a student's helpers beside them."""

IGNORED = ("__MACOSX", "__pycache__")


@dataclass(frozen=True)
class FileFault:
    """Why a file cannot be judged. `ours`: the machine's fault and not the student's, so it is never a zero."""

    text: str
    ours: bool = False


@dataclass
class HandIn:
    """What one student handed in.

    `files` maps "partNN_topic.NAME" to the text, `places` to where it stood, `faults` to why it could not be read.
    `trouble` says why there is nothing to grade at all, or is "". `notes` are for the instructor.
    """

    student: str
    files: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    faults: dict[str, FileFault] = field(default_factory=dict)
    trouble: str = ""
    notes: list[str] = field(default_factory=list)


def student_folders(root: Path) -> list[Path]:
    """Return the class's folders, one for each student, in order of name. Raises BadInput where there are none."""
    if not root.is_dir():
        raise BadInput(f"{root} is no folder. Name the folder that holds a folder for each student.")
    try:
        found = sorted(path for path in root.iterdir() if path.is_dir() and not _ignored(path))
    except OSError as error:
        raise BadInput(f"{root} cannot be read: {error.strerror}.") from None
    if not found:
        raise BadInput(f"{root} holds no folders. It must hold one folder for each student, named for the student.")
    return found


def stray_files(root: Path) -> list[str]:
    """Return the names of files beside the students' folders: perhaps a submission that was not unpacked."""
    return sorted(path.name for path in root.iterdir() if not path.is_dir() and not path.name.startswith("."))


def read_hand_in(folder: Path, *, prefer_notebooks: bool = False) -> HandIn:
    """Read one student's folder; whatever is wrong with it is said in what is returned."""
    submission = HandIn(folder.name)
    try:
        trees = [] if prefer_notebooks else _trees(folder)
        books = notebook_submissions.find(folder)
        if len(trees) > 1:
            names = " and ".join(str(tree.relative_to(folder)) for tree in trees)
            submission.trouble = f"holds more than one tree of parts: {names}. Leave the one that counts."
        elif trees:
            _read_tree(submission, folder, trees[0])
            if books:
                submission.notes.append(f"The .py files were graded; {len(books)} notebooks beside them were not read.")
        elif books:
            _read_notebooks(submission, folder, books)
        else:
            submission.trouble = "holds neither partNN_topic/NAME.py nor a notebook."
    except OSError as error:
        submission.trouble = f"cannot be read: {error.strerror}."
    return submission


def _ignored(path: Path) -> bool:
    return path.name.startswith(".") or path.name in IGNORED


def _trees(folder: Path) -> list[Path]:
    """Return the folders that hold parts: this one, its `exercises`, or the same one folder further down."""
    inner = sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink() and not _ignored(path))
    for level in ([folder, folder / "exercises"], [at for path in inner for at in (path, path / "exercises")]):
        found = [at for at in level if any((at / part).is_dir() for part in registry.parts())]
        if found:
            return found
    return []


def _read_tree(submission: HandIn, folder: Path, tree: Path) -> None:
    inside = folder.resolve()
    for part in registry.parts():
        for path in sorted((tree / part).glob("*.py")):
            key = f"{part}.{path.stem}"
            submission.places[key] = str(path.relative_to(folder))
            if not path.stem.isidentifier() or path.stem.startswith("__"):
                continue
            if len(submission.files) >= MOST_FILES:
                submission.notes.append(f"Only the first {MOST_FILES} files were read.")
                return
            text = _text(path, inside, submission.places[key])
            if isinstance(text, FileFault):
                submission.faults[key] = text
            else:
                submission.files[key] = text


def _text(path: Path, inside: Path, named: str) -> str | FileFault:
    """Return a file's text, or what is wrong with it. Links out of the submission are not followed."""
    try:
        if fault := _elsewhere(path, inside, named):
            return fault
        if path.stat().st_size > MOST_BYTES:
            return FileFault(f"{named} has more than {MOST_BYTES >> 20} MiB. Hand in Python source.")
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        return FileFault(f"{named} is not UTF-8 text (byte {error.start}). Save it as UTF-8 Python source.")
    except OSError as error:
        return FileFault(f"{named} cannot be read: {error.strerror}.", ours=True)
    return text if text.strip() else FileFault(f"{named} is empty.")


def _elsewhere(path: Path, inside: Path, named: str) -> FileFault | None:
    """Return what is wrong with a path that leads out of the submission, or to what is no file."""
    if not path.is_file():  # asked first: a loop of links cannot be resolved
        return FileFault(f"{named} is no regular file. Hand in the file itself.")
    if path.resolve().is_relative_to(inside):
        return None
    return FileFault(f"{named} is a link out of the submission. Hand in the file itself.")


def _read_notebooks(submission: HandIn, folder: Path, books: list[Path]) -> None:
    """Take the solution cells of all notebooks; one that cannot be read is noted, and the others are graded."""
    inside = folder.resolve()
    for path in books:
        named = str(path.relative_to(folder))
        try:
            if fault := _elsewhere(path, inside, named):
                raise BadInput(fault.text)
            cells, notes = notebook_submissions.solutions(path, named)
        except BadInput as trouble:
            submission.notes.append(str(trouble))
            continue
        submission.notes += notes
        for name, source in cells.items():
            key = registry.key(name)
            if submission.files.get(key, source) != source:
                both = f"{submission.places[key]} and {named}"
                submission.faults[key] = FileFault(
                    f"{name} stands in two notebooks, {both}. Hand in the one that counts."
                )
            submission.files[key] = source
            submission.places[key] = f"{named}, cell {name}"
    for key in submission.faults:
        submission.files.pop(key, None)
    if not submission.files and not submission.faults:
        submission.trouble = " ".join(submission.notes) or "holds notebooks without a solution cell of this course."
