"""Submissions that attack the judge, a module per family: each a text in an exercise's place, what is said of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """One hostile file of an exercise. `said` must stand in the reason, "FOUND" nowhere in what it printed.

    `share` is what it may earn of the points, for what it honestly computes; no attack passes. `honest` is the exercise
    of the same submission that has to earn all its points.
    """

    text: str
    said: str = ""
    exercise: str = "gelu"
    honest: str = "add"
    seconds: float = 2.0
    memory: int = 2**29
    share: float = 0.0


def gelu(
    *, top: str = "", forward: str = "pass", backward: str = "pass", output: str = "0 * x", dx: str = "0 * dY"
) -> str:
    """Return the text of a gelu that computes nothing, with an attack at one of its places; lines are indented here."""
    return (
        f"import numpy as np\n{top}\n\n\ndef gelu(x):\n{_indented(forward, 1)}\n    def backward(dY):\n"
        f"{_indented(backward, 2)}\n        return {{'x': {dx}}}\n    return {output}, backward\n"
    )


RIGHT = {
    "output": "0.5 * x * (1 + erf(x / 2**0.5))",
    "dx": "dY * (0.5 * (1 + erf(x / 2**0.5)) + x * np.exp(-0.5 * x * x) / (2 * np.pi)**0.5)",
}
"""What a right gelu computes, for attacks that do more than that; `erf` is scipy.special's."""


def _indented(lines: str, steps: int) -> str:
    return "\n".join("    " * steps + line for line in lines.strip("\n").splitlines())
