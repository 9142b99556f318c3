"""The kinds of slips, with the name and the words of each: data, and no machinery.

A kind is a change of a text. Made in the solution, it is what the student did; made in the student's own text, it is
what mends that. So most kinds have two names, and two sentences.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """The name of a diagnosis, and what it says: a sentence without its subject."""

    name: str
    words: str


@dataclass(frozen=True)
class SlipKind:
    """A kind of change: `made` tells of it in the solution, `mended` in the student's text; None tells nothing."""

    made: Told | None
    mended: Told | None


def _both(name: str, words: str) -> SlipKind:
    """The reverse of such a change is another of its kind."""
    told = Told(name, words)
    return SlipKind(told, told)


DROP_TERM = SlipKind(
    Told("missing-term", "one term of a sum or difference is missing"),
    Told("term-too-many", "one term of this sum or difference is too many"),
)
TURN_SIGN = _both("sign-of-a-term", "a sign is wrong")
DROP_FACTOR = SlipKind(
    Told("missing-factor", "one factor or divisor is missing"),
    Told("factor-too-many", "one factor or divisor is too many"),
)
ADD_FACTOR = SlipKind(None, Told("missing-factor", "a factor or divisor is missing"))
ADD_UPSTREAM = SlipKind(None, Told("upstream-missing", "the upstream gradient is missing in this term"))
DROP_UPSTREAM = SlipKind(None, Told("upstream-twice", "the upstream gradient is multiplied in twice"))
TWO = SlipKind(None, Told("factor-of-two", "a factor of 2 is missing or one too many"))
TURN_PRODUCT = _both("multiplied-for-divided", "a product stands where a quotient should, or the other way round")
PRODUCT_OR_POWER = _both("product-for-power", "a product stands where a power should, or the other way round")
MEAN_OR_SUM = _both("mean-for-sum", "a mean stands where a sum should, or the other way round")
TRANSPOSE = _both("transpose-missing", "a transpose is missing or is one too many")
DROP_POWER = SlipKind(
    Told("power-missing", "a square or a root is missing"), Told("power-too-many", "a square or a root is too many")
)
ADD_POWER = SlipKind(None, Told("power-missing", "a square or a root is missing"))
SWAP_OPERANDS = _both(
    "operands-swapped", "the two sides of a difference, a quotient or a matrix product have changed places"
)
SWAP_ARGUMENTS = _both("arguments-swapped", "two arguments of a call have changed places")
SWAP_KEYS = _both("keys-swapped", "two values of the dict stand under each other's key")
SWAP_RETURNED = _both("places-swapped", "two things that belong in a fixed order have changed places")
BOUNDARY = _both("boundary", "a comparison takes in the boundary that it should leave out, or the other way round")
TURN_COMPARISON = _both("comparison-turned", "a comparison is the wrong way round")
BY_ONE = _both("off-by-one", "a number is one too large or one too small: an index, a length, a count or a bound")
AXIS = _both("other-axis", "this runs along another axis, or over more or fewer axes, than it should")
KEEPDIMS = _both(
    "keepdims", "keepdims is the wrong way: a summed axis stays where it should go, or the other way round"
)
OTHER_FUNCTION = _both("another-function", "one function stands in the place of another that is much like it")
ASSIGN_FOR_ADD = SlipKind(
    Told("assigned-not-added", "something is written over (=) where it should be added to (+=)"),
    Told("added-not-assigned", "something is added to (+=) where it should be written anew (=)"),
)
ADD_FOR_ASSIGN = SlipKind(
    None,
    Told("assigned-not-added", "= writes over what was there, so of several only the last one stays; they add up (+=)"),
)
DROP_STEP = SlipKind(Told("step-missing", "a step is left out"), Told("step-too-many", "this step is one too many"))
SWAP_STEPS = _both("steps-in-another-order", "two steps that follow each other have changed places")
RESTART = SlipKind(
    None,
    Told(
        "restarted-in-the-loop",
        "this starts anew in every turn of the loop, so only the last turn's part stays: make it once, before the loop",
    ),
)
DIGITS = SlipKind(
    None, Told("too-few-digits", "a constant has too few digits: let Python compute it, as math.sqrt(2) or math.pi")
)
DTYPE = SlipKind(
    None, Told("lower-dtype", "the numbers are cut here to whole numbers or to fewer digits than the input has")
)
TINY = SlipKind(
    None, Told("small-number-added", "a small number is added that does not belong there: it changes every result")
)
ANOTHER_NAME = _both("another-name", "one variable stands where another should")
REBIND = SlipKind(
    None,
    Told("name-rebound", "= binds the name to a new array; the one that was there keeps its numbers: write into that"),
)
