"""The `assignments.toml` that a new course begins with: an assignment for each part, and what else may be said."""

from __future__ import annotations

from collections.abc import Iterable

HEAD = """\
# What this course asks. `grader release` makes the notebooks and the kit from it, nbgrader takes deadlines and late
# rules from it, and `grader grade --assignment NAME` grades folders of .py files by it. Change it, and release again.
#
# per_student = true                 # other numbers for each student, of the same shapes
# packs = ["../my-pack"]             # exercises of your own, relative to this file (packs/README.md)
#
# [kit]
# parts = ["part01_calculus"]        # the parts in the students' kit, with those that they are built on; else all
# hints = false                      # no hints in the kit
#
# Of an assignment:
# exercises = ["part04_loss", "layer_norm"]          # whole parts, and exercises
# points = { softmax = 12 }                          # where it is worth something else than the course says
# bonus = ["lm_head"]                                # its points come on top
# practice = ["embedding"]                           # judged, and worth nothing
# derivation = 10                                    # what the part that a person reads is worth; 0 leaves it out
# due = 2027-01-31T23:59:00+01:00
# late = { percent_per_day = 10, at_most = 50, grace_minutes = 15 }   # or "none", or "zero"
# hints = false                                      # no hints on these exercises
"""


def assignments_toml(parts: Iterable[str]) -> str:
    """Return the text of the file with an assignment for each of these parts."""
    return HEAD + "".join(f'\n[assignments.{part}]\nexercises = ["{part}"]\n' for part in parts)
