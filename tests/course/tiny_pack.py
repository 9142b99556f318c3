"""A pack of three small exercises: an op, an op built on an exercise of the course, and a class asked by a driver."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.course.new_exercise import new_exercise
from grader.paths import COURSE

PART = "part16_tiny"

SOFTMAX_OF_SQUARE = '''"""softmax_of_square: the softmax of squares.

Forward   Y = softmax(x * x) over the last axis
Given     dY (..., D), the upstream gradient of Y
Wanted    dx (..., D)
Source    the chain rule
"""

from collections.abc import Callable

import numpy as np

from ..part04_loss.softmax import softmax
from .square import square

# By hand: x = [0, 0], dY = [1, 2]. What is dx?
by_hand = {"dx": [0, 0]}


def softmax_of_square(x: np.ndarray) -> tuple[np.ndarray, Callable]:
    """Return Y (..., D) and its backward, for x (..., D)."""
    ### BEGIN SOLUTION
    S, of_square = square(x)  # (..., D)
    Y, of_softmax = softmax(S)  # (..., D)

    def backward(dY: np.ndarray) -> dict[str, np.ndarray]:
        return of_square(of_softmax(dY)["x"])

    return Y, backward
    ### END SOLUTION
'''

ENTRY_OF_SOFTMAX_OF_SQUARE = '''"""Entry: softmax_of_square."""

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Mistake, case

EXERCISE = Exercise(
    title="Softmax of squares",
    points=5,
    arguments=("x",),
    gradients=("x",),
    requires=("softmax", "square"),
    composed=True,
    cases=(
        case("one entry", x=normal(1)),
        case("two axes", x=normal(3, 4)),
        case("a strided view", x=view(normal(3, 4))),
        case("large numbers", x=normal(3, 4, std=1e3), _large=True),
    ),
    by_hand=case("by hand", x=exact([0, 0]), _upstream=exact([1, 2])),
    hints=("Which two steps are there?", "Go back through one and then through the other.", "Two calls."),
)

MISTAKES = (
    Mistake("square-left-out", 'of_square(of_softmax(dY)["x"])', "of_softmax(dY)", "The way through the square lacks."),
    Mistake("softmax-left-out", 'of_square(of_softmax(dY)["x"])', "of_square(dY)", "The way through softmax lacks."),
)
'''

REFERENCE_OF_SOFTMAX_OF_SQUARE = '''"""softmax_of_square."""

import numpy as np


def forward(x):
    """x (..., D) -> (..., D)."""
    above = np.exp(x * x - np.max((x * x).real, axis=-1, keepdims=True))
    return above / np.sum(above, axis=-1, keepdims=True)


def torch_forward(x):
    """x (..., D) -> (..., D)."""
    return (x * x).softmax(dim=-1)
'''

DOUBLER = '''"""Doubler: an object that doubles.

Forward   Doubler().apply(x) is 2 x
Given     x
Wanted    a class with the method apply
Source    none
"""

# By hand: x = [1, 2]. What comes back?
by_hand = {"doubled": [2, 4]}


class Doubler:
    """Doubles what it is given."""

    def apply(self, x):
        """Return 2 x, of x's shape."""
        ### BEGIN SOLUTION
        return 2 * x
        ### END SOLUTION
'''

ENTRY_OF_DOUBLER = f'''"""Entry: Doubler."""

from grader.course.inputs import exact, normal
from grader.course.{PART}.Doubler.driver import drive
from grader.course.spec import Exercise, Mistake, case

EXERCISE = Exercise(
    title="A class that doubles",
    points=3,
    arguments=(),
    outputs=("doubled",),
    driver=drive,
    cases=(case("two axes", x=normal(3, 4)), case("large numbers", x=normal(3, 4, std=1e8), _large=True)),
    by_hand=case("by hand", x=exact([1, 2])),
    hints=("What is twice a number?", "2 x[i].", "One line."),
)

MISTAKES = (
    Mistake("tripled", "return 2 * x", "return 3 * x", "That is three times x.", breaks="forward"),
    Mistake("squared", "return 2 * x", "return x * x", "That is x times x.", breaks="forward"),
)
'''

DRIVER_OF_DOUBLER = '''"""How Doubler is asked."""


def drive(Doubler, x):
    """Ask a fresh object."""
    return Doubler().apply(x)
'''

REFERENCE_OF_DOUBLER = '''"""Doubler."""


def forward(x):
    """x (...) -> (...)."""
    return x + x


torch_forward = forward
'''


@dataclass
class TinyPack:
    """The pack, and the command line with it."""

    folder: Path

    def file(self, place):
        """Return a file's path: "solutions" and the like, and what stands below the part's folder."""
        room, _, rest = place.partition("/")
        return self.folder / room / PART / rest

    def solution(self, name):
        """Return the text of a solution."""
        return self.file(f"solutions/{name}.py").read_text()

    def grader(self, *words, cwd, pack=True, **environment):
        """Run `grader --pack PACK WORDS` in a folder, without --pack where `pack` is False."""
        option = ["--pack", str(self.folder)] if pack else []
        return run(*option, *words, cwd=cwd, **environment)


def run(*words, cwd, module="grader", **environment):
    """Run a module's command line, or Python's own where it is ""; `environment` adds to a small one."""
    small = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(COURSE), "OPENBLAS_NUM_THREADS": "1", "HOME": str(cwd)}
    command = [sys.executable, *(("-m", module) if module else ()), *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=small | environment, capture_output=True, text=True, timeout=60, check=False
    )


def without_marks(folder):
    """Take out of a folder's files all lines that say what is left to do."""
    for path in (path for path in folder.rglob("*") if path.suffix in (".py", ".md")):
        path.write_text(re.sub(r"^.*TODO\(.*\n", "", path.read_text(), flags=re.MULTILINE))


def make_pack(folder):
    """Write the pack. PyTorch's answers are not recorded: the complex step serves."""
    new_exercise(PART, "square", folder, "A square").write()
    without_marks(folder)
    pack = TinyPack(folder)
    for place, text in {
        "course/softmax_of_square/entry.py": ENTRY_OF_SOFTMAX_OF_SQUARE,
        "solutions/softmax_of_square.py": SOFTMAX_OF_SQUARE,
        "reference/softmax_of_square.py": REFERENCE_OF_SOFTMAX_OF_SQUARE,
        "course/Doubler/entry.py": ENTRY_OF_DOUBLER,
        "course/Doubler/driver.py": DRIVER_OF_DOUBLER,
        "solutions/Doubler.py": DOUBLER,
        "reference/Doubler.py": REFERENCE_OF_DOUBLER,
        "course/__init__.py": 'TITLE = "Tiny"\nORDER = ("square", "softmax_of_square", "Doubler")\n',
    }.items():
        pack.file(place).parent.mkdir(parents=True, exist_ok=True)
        pack.file(place).write_text(text)
    (folder / "exercises" / "README.md").write_text("# Not for students\n")
    figures = folder / "exercises" / "figures"
    figures.mkdir()
    shutil.copy(COURSE / "exercises" / "figures" / "gelu.svg", figures / "tiny.svg")
    return pack
