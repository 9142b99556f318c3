"""Errors in drivers: those by which a driver refuses an answer's form, and whether an answer refuses its arguments.

An error that a driver raises carries `facts`, which the judge reads in the place of the sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def raises_value_error(call: Callable[[], Any]) -> float:
    """Return 1 where call() raises a ValueError, else 0. A NotImplementedError is passed on."""
    try:
        call()
    except NotImplementedError:
        raise
    except Exception as error:
        return float(isinstance(error, ValueError))
    return 0.0


def require_value_error(asked: str, call: Callable[[], Any], *, in_words: bool = False) -> str:
    """Return the message of the ValueError that call() raises; a NotImplementedError is passed on.

    Raises TypeError where another error comes, or none, or one without the words that are promised; `asked` begins the
    sentence.
    """
    try:
        returned = call()
    except NotImplementedError:
        raise
    except ValueError as error:
        if str(error).strip() or not in_words:
            return str(error)
        raise TypeError(f"{asked}: a ValueError was wanted; it came without a message") from None
    except Exception as error:
        raise TypeError(f"{asked}: a ValueError was wanted; what came is {type(error).__name__}: {error}") from None
    came = "nothing came back" if returned is None else f"what came back has the type {type(returned).__name__}"
    raise TypeError(f"{asked}: a ValueError was wanted; {came}")


def holds(question: Callable[[], Any]) -> float:
    """Return 1 where question() is true, else 0: also where it raises, since the case has other things to tell."""
    try:
        return float(bool(question()))
    except NotImplementedError:
        raise
    except Exception:
        return 0.0


def wrong_shape(target: str, got: Any, wanted: tuple[int, ...]) -> ValueError:
    """Return the error of an array `target` whose shape is `got`."""
    error = ValueError(f"{target} has shape {got}; wanted {wanted}")
    if type(got) is tuple and all(type(n) is int for n in got):
        error.facts = {"target": target, "got": got, "wanted": wanted}
    return error


def not_a_tensor(what: str, value: Any) -> TypeError:
    """Return the error of something that should be a Tensor, such as what a layer returns."""
    error = TypeError(f"{what} a {type(value).__name__}; wanted a Tensor")
    error.facts = {"wanted": "Tensor"}
    return error
