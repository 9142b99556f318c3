"""Wrong answers that nobody wrote down: known mistakes combined and altered, right answers spoilt, by a script.

Each says how it was made and which names would be right for it. The same list comes at every run.
"""

import ast
import itertools
import random
import re
from dataclasses import dataclass

from grader.course import registry
from grader.judge import alternatives, controls
from grader.runner.source import Source, read

EACH = 2
"""Answers of one kind that an exercise gets, at most."""


@dataclass(frozen=True)
class Altered:
    """One wrong answer; `right_names` are the diagnoses that name what was planted."""

    exercise: str
    kind: str
    made: str
    text: str
    right_names: frozenset


def of(name):
    """Yield the altered answers of one exercise, kind by kind."""
    exercise, rng = registry.entry(name), random.Random(name)
    kinds = [two_mistakes, another_constant, mistake_and_more, spoilt_return, spoilt_alternative]
    for kind in kinds:
        made = list(kind(exercise))
        rng.shuffle(made)
        limit = 1 if exercise.driver else 2 * EACH if kind is spoilt_return else EACH  # classes take long to ask
        for label, text, names in made[:limit]:
            yield Altered(name, kind.__name__.replace("_", " "), label, text, frozenset(names))


def solution(exercise):
    return controls.solution(exercise.part, exercise.name).text


def two_mistakes(exercise):
    """Two known mistakes in one text."""
    text = solution(exercise)
    for one, other in itertools.permutations(exercise.mistakes, 2):
        changed = text.replace(one.line, one.instead)
        if changed.count(other.line) == 1 and "contract" not in (one.breaks, other.breaks):
            names = {one.name, other.name}
            yield f"{one.name} + {other.name}", changed.replace(other.line, other.instead), names


NUMBER = re.compile(r"(?<![\w.\[])\d+(?:\.\d+)?(?:e-?\d+)?(?![\w.\]])")


def another_constant(exercise):
    """A known mistake with another number in it: one that the mistake itself brought in."""
    text = solution(exercise)
    for mistake in exercise.mistakes:
        known = set(NUMBER.findall(mistake.line))
        for found in NUMBER.finditer(mistake.instead):
            if found[0] in known or mistake.breaks == "contract":
                continue
            number = f"{float(found[0]) * 3 + (not float(found[0])):g}"
            instead = mistake.instead[: found.start()] + number + mistake.instead[found.end() :]
            yield f"{mistake.name}, {number} for {found[0]}", text.replace(mistake.line, instead), {mistake.name}


OP = """

_first_written = {name}


def {name}(*given):
    output, back = _first_written(*given)

    def backward(upstream):
        named = dict(zip({arguments!r}, given))
        g = {{key: np.array(value) for key, value in back(upstream).items()}}
        for key in {keys!r}:
            g[key] = _spoil(g[key], named)
        return g

    return output, backward
"""

FUNCTION = """

_first_written = {name}


def {name}(*given):
    named = dict(zip({arguments!r}, given))
    returned = _first_written(*given)
    values = list(returned) if isinstance(returned, tuple) else [returned]
    values[{at}] = _spoil(np.array(values[{at}], float), named)
    return tuple(values) if isinstance(returned, tuple) else values[0]
"""

MANY = (
    "any(np.unique(a, return_counts=True)[1].max() > 1 for a in named.values() if np.ndim(a) and a.dtype.kind in 'iu')"
)
SOME = {"some-entries", "some-rows"}
SPOILT = {
    "sign": ("-g", {"sign"}),
    "threefold": ("3 * g", {"factor"}),
    "a seventh": ("g / 7", {"factor"}),
    "by the number of entries": ("g / max(2, g.size)", {"factor"}),
    "zero": ("0 * g", {"zero"}),
    "transposed where square": (
        "g.swapaxes(-1, -2) if g.ndim > 1 and g.shape[-1] == g.shape[-2] else g", {"transpose", "reshaped"}
    ),
    "reshaped for transposed": ("g.swapaxes(-1, -2).reshape(g.shape) if g.ndim > 1 else g", {"reshaped", "transpose"}),
    "reversed": ("g[..., ::-1]", {"reversed"}),
    "one place too far": ("np.roll(g, 1, -1) if g.ndim else g", {"shifted", "reversed"}),
    "without its mean": ("g - g.mean(-1, keepdims=True) if g.ndim and g.shape[-1] > 1 else g", {"missing-term"}),
    "a number too much": ("g + 0.5", {"missing-term"}),
    "last row forgotten": (
        "np.concatenate([g[:-1], 0 * g[-1:]]) if g.ndim > 1 else g", {"some-rows", "factor-per-row"}
    ),
    "first column twice": (
        "np.concatenate([2 * g[..., :1], g[..., 1:]], -1) if g.ndim > 1 and g.shape[-1] > 1 else g",
        {"some-rows", "factor-per-row"},
    ),
    "without signs": ("abs(g)", {"absolute", "sign-of-some"}),
    "one entry off": ("np.where(np.arange(g.size).reshape(g.shape) == 1, g + 0.1, g)", SOME | {"masked-entries"}),
    "masked entries filled": ("np.where(g == 0, 0.25, g)", {"masked-entries"}),
    "repeated rows halved": (
        "np.where((np.bincount(np.ravel(named['ids']), minlength=len(g)) > 1)[:, None], g / 2, g)", {"repeated-rows"}
    ),
}  # fmt: skip


def spoilt_return(exercise):
    """The solution, and what it returns spoilt afterwards: in one gradient, in all, or in one output."""
    if exercise.driver:
        return
    op = exercise.is_op
    flat = [n for n in exercise.gradients if n != "params"] if op else list(range(len(exercise.outputs)))
    targets = [(f"in {n}", (n,)) for n in flat] + ([("in all", tuple(flat))] if op and len(flat) > 1 else [])
    for (label, (how, names)), (where, keys) in itertools.product(SPOILT.items(), targets):
        if "ids" in how and not (op and keys == ("W_e",) and "ids" in exercise.arguments):
            continue
        template = OP if op else FUNCTION
        wrapped = template.format(
            name=exercise.name, arguments=exercise.arguments, keys=keys, at=keys[0] if not op else 0
        )
        yield f"{label} {where}", f"{solution(exercise)}{wrapped}\n\ndef _spoil(g, named):\n    return {how}\n", names


def mistake_and_more(exercise):
    """A known mistake in one place, and every returned gradient threefold."""
    if exercise.driver or not exercise.is_op or "params" in exercise.gradients:
        return
    text = solution(exercise)
    for mistake in exercise.mistakes:
        if mistake.breaks == "gradient":
            wrapped = OP.format(name=exercise.name, arguments=exercise.arguments, keys=exercise.gradients)
            changed = text.replace(mistake.line, mistake.instead) + wrapped
            names = {mistake.name, "factor"}
            yield f"{mistake.name}, then threefold", f"{changed}\n\ndef _spoil(g, named):\n    return 3 * g\n", names


def spoilt_alternative(exercise):
    """A right answer written another way, with one operator of it changed or one operand left out."""
    for other in alternatives.names(exercise):
        path = next(iter(alternatives.tree(exercise, other).replaced.values())).path
        source: Source = read(path)
        syntax = ast.parse(source.text)
        body = next(n for n in syntax.body if getattr(n, "name", "") == other)
        for node in [n for n in ast.walk(body) if isinstance(n, ast.BinOp)]:
            for label, instead, names in _changed(node):
                spoilt = _with(source.text, node, ast.unparse(instead))
                yield f"{other}, {label}", f"{spoilt}\n\n{exercise.name} = {other}\n", names


def _changed(node):
    zero = ast.BinOp(ast.Constant(0), ast.Mult(), node.right)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        turned = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
        yield "a term left out", ast.BinOp(node.left, node.op, zero), {"missing-term"}
        yield "a sign turned", ast.BinOp(node.left, turned, node.right), {"sign-of-a-term"}
    elif isinstance(node.op, (ast.Mult, ast.Div)):
        yield "a factor left out", node.left, {"missing-factor", "factor", "factor-per-row"}


def _with(text, node, instead):
    lines = text.splitlines(keepends=True)
    before = "".join(lines[: node.lineno - 1]) + lines[node.lineno - 1].encode()[: node.col_offset].decode()
    after = lines[node.end_lineno - 1].encode()[node.end_col_offset :].decode() + "".join(lines[node.end_lineno :])
    return f"{before}({instead}){after}"
