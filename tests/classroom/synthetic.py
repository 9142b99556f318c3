"""A class that nobody was in: solved, half-solved and mistaken submissions of the whole course, all different."""

import random

from grader import alternatives, catalog
from grader.cutting import stub
from grader.places import SOLUTIONS


def submission(number, seed=0):
    """Return the texts of one submission, "partNN_topic/NAME.py" to text.

    Every fifth has solved everything; of the others' exercises a fifth has a known mistake and a tenth is a stub. Of
    the right answers a third is written another way. A comment makes every text its student's own: no verdict serves
    two.
    """
    rng = random.Random(f"{seed}/{number}")
    texts = {}
    for name in catalog.all_names():
        part, drawn = catalog.part_of(name), rng.random()
        text = (SOLUTIONS / part / f"{name}.py").read_text()
        if number % 5 and drawn < 0.2:
            mistake = rng.choice(catalog.entry(name).mistakes)
            text = text.replace(mistake.line, mistake.instead)
        elif number % 5 and drawn < 0.3:
            text = stub(part, name)
        elif others := alternatives.names(catalog.entry(name)) if rng.random() < 1 / 3 else ():
            text = alternatives.text(catalog.entry(name), rng.choice(others))
        texts[f"{part}/{name}.py"] = f"{text}\n# {number}\n"
    return texts


def write(folder, count, first=0):
    """Write a class of `count` submissions below `folder`."""
    for number in range(first, first + count):
        for place, text in submission(number).items():
            path = folder / f"student{number:04}" / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
