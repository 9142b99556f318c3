"""A class that nobody was in: solved, half-solved and mistaken submissions of the whole course, all different."""

import ast
import random
from functools import cache

from grader.course import registry
from grader.course.stubs import stub
from grader.judge import alternatives
from grader.paths import SOLUTIONS


def submission(number, seed=0):
    """Return the texts of one submission, "partNN_topic/NAME.py" to text.

    Every fifth has solved everything; of the others' exercises a fifth has a known mistake, a tenth is a stub, and
    three tenths are right and written another way. A comment makes every text its student's own: no verdict serves two.
    """
    rng = random.Random(f"{seed}/{number}")
    texts = {}
    for name in registry.all_names():
        part, drawn = registry.part_of(name), rng.random()
        text = (SOLUTIONS / part / f"{name}.py").read_text()
        if number % 5 and drawn < 0.2:
            mistake = rng.choice(registry.entry(name).mistakes)
            text = text.replace(mistake.line, mistake.instead)
        elif number % 5 and drawn < 0.3:
            text = stub(part, name)
        elif number % 5 and drawn < 0.6 and (others := in_its_place(name)):
            text = rng.choice(others)
        texts[f"{part}/{name}.py"] = f"{text}\n# {number}\n"
    return texts


@cache
def in_its_place(name):
    """The texts of an exercise's alternatives that have all that other exercises import from its file."""
    exercise = registry.entry(name)
    texts = [alternatives.text(exercise, other) for other in alternatives.names(exercise)]
    imported = defined((SOLUTIONS / exercise.part / f"{name}.py").read_text())
    return [text for text in texts if imported <= defined(text) | {name}]


def defined(text):
    """The public functions and classes of a text."""
    nodes = [node for node in ast.parse(text).body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    return {node.name for node in nodes if not node.name.startswith("_")}


def write(folder, count, first=0):
    """Write a class of `count` submissions below `folder`."""
    for number in range(first, first + count):
        for place, text in submission(number).items():
            path = folder / f"student{number:04}" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
