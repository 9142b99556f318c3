"""GPT-2 by hand: derive every gradient, write it in NumPy, have it judged, and put the pieces together.

Six rooms; imports go down this list, never up (CONTRIBUTING.md): cli, instructor, lab, judge, runner, course.
"""

__version__ = "0.1.0"
