"""What is returned to a student of a verdict on secret inputs: nothing by which an answer could send itself the inputs.

An answer knows its inputs while it runs, and says some things freely: what it prints, an exception's text and type, a
key of its dict, how long it takes. Of these a student reads what is in the student's own files, or what Python and
NumPy say of shapes and names. The instructor reads all of it. What remains is what a verdict is: a few entries that
came and were wanted.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

import numpy as np

from grader.course import registry
from grader.instructor.library_messages import PATTERNS
from grader.judge.finding import Finding
from grader.judge.problem import ProblemKind
from grader.judge.verdict import Verdict
from grader.paths import COURSE
from grader.runner.error_text import describe_error
from grader.runner.observation import CallError, ErrorKind

WITHHELD = "…"
WORD = re.compile(r"[^\W\d]\w*")
TOKEN = re.compile(r"\w+(?:\.\d\w*)?")
DIGITS = 3
"""Of a whole number, at most, that is let through: a shape or an index of these cases."""

MOST_NUMBERS = 16
"""Of them in a sentence; two shapes of the largest rank that a case has, and what stands around them, have fewer."""

PLACEHOLDERS = {
    "<S>": r"(\([\d, ]*\))",
    "<N>": rf"(-?\d{{1,{DIGITS}}})",
    "<W>": r"([\w.]+)",
    "<O>": r"(\S{1,3}|\S{1,3} or pow\(\))",
}


def returned_verdict(verdict: Verdict, files: Mapping[str, str]) -> Verdict:
    """Return the verdict as its student gets it; `files` are the texts of the submission by "partNN_topic.NAME"."""
    texts = tuple(files.values())
    results = [(check, _returned_finding(finding, texts)) for check, finding in verdict.results]
    written = verdict.not_written
    if written and written not in constants(texts):
        written = f"{verdict.exercise} is not written yet"
    diagnosis = verdict.diagnosis
    known = {mistake.name for mistake in registry.entry(verdict.exercise).mistakes}
    if diagnosis and diagnosis.mistake not in known and any(finding.problem for _, finding in verdict.results):
        diagnosis = replace(diagnosis, text=known_words(diagnosis.text, texts))
    diagnosis = diagnosis and replace(diagnosis, worked=None)  # a case with all of its inputs
    advice = [known_words(each, texts) for each in verdict.advice]
    return replace(
        verdict, results=results, not_written=written, diagnosis=diagnosis, advice=advice, printed="", seconds=0.0
    )


def returned_message(message: str, texts: tuple[str, ...]) -> str:
    """Return an exception's text as a student with these files gets it, "" where it could hold anything."""
    static = constants(texts)
    if message in static or message.strip("'\"") in static:
        return message
    if len(message) < 400 and any(_fits(pattern, message, texts) for pattern in _patterns()):
        return message
    return ""


def known_words(text: str, texts: tuple[str, ...]) -> str:
    """Return a sentence with every word left out that is neither the judge's nor in the student's own files.

    Of short whole numbers the first few are let through: shapes and indices. More could hold an input.
    """
    known = _words(texts) | _judges_words()
    numbers = itertools.count(1)

    def kept(token: re.Match) -> str:
        word = token[0]
        if word.isdecimal():
            short = len(word) <= DIGITS or word in known
            return word if short and next(numbers) <= MOST_NUMBERS else WITHHELD
        return word if word in known else WITHHELD

    return TOKEN.sub(kept, text)


def constants(texts: Iterable[str]) -> frozenset[str]:
    """Return the strings that stand in these texts."""
    return frozenset().union(*map(_constants, texts))


def _returned_finding(finding: Finding, texts: tuple[str, ...]) -> Finding:
    """Return a finding with a message that can be returned; one that compared values has the judge's own."""
    problem = finding.problem
    if finding.passed or problem is None or problem.kind is ProblemKind.NO_ANSWER:  # no inputs were sent yet
        return finding
    message = finding.message
    if problem.error:
        safe = _returned_error(problem.error, texts)
        message = message.replace(describe_error(problem.error), describe_error(safe))
        problem = replace(problem, text=describe_error(safe), error=safe)
        if safe.message and safe.message in message:  # the rest is the judge's
            head, _, tail = message.partition(safe.message)
            message = known_words(head, texts) + safe.message + known_words(tail, texts)
            return replace(finding, message=message, problem=problem)
    message = known_words(message, texts)
    return replace(finding, message=message, problem=replace(problem, text=message))


def _returned_error(error: CallError, texts: tuple[str, ...]) -> CallError:
    message = error.message
    if error.kind in (ErrorKind.RAISED, ErrorKind.NOT_WRITTEN):
        message = returned_message(message, texts)
        if error.kind is ErrorKind.NOT_WRITTEN:
            message = message or "it is not written yet"
    else:
        message = known_words(message, texts)
    lines = {line.strip() for text in texts for line in text.splitlines()}
    place = error.code in lines and error.line <= max(text.count("\n") + 1 for text in texts)
    error = replace(error, raised_file="", raised_line=0, raised_code="")  # code may be compiled under any file's name
    file = error.file if place else ""
    return replace(error, message=message, exception=known_words(error.exception, texts), file=file, facts={})


@lru_cache(maxsize=256)
def _constants(text: str) -> frozenset[str]:
    try:
        nodes = ast.walk(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    found = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return frozenset(found | {" ".join(each.split()) for each in found})  # an exception's text comes in one line


@lru_cache(maxsize=256)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(TOKEN.findall(text)) | frozenset(WORD.findall(text))


def _words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_words_of, texts))


@lru_cache(maxsize=1)
def _judges_words() -> frozenset[str]:
    """Return the words of the judge's and the runner's own files, and the names that Python and NumPy have."""
    rooms = ("judge", "runner", "course/drivers")
    files = [path for room in rooms for path in sorted((COURSE / "grader" / room).rglob("*.py"))]
    words = {word for path in files for word in WORD.findall(path.read_text(encoding="utf-8"))}
    arguments = {name for each in registry.all_names() for name in _argument_names(each)}
    return frozenset(words | arguments | {*dir(builtins), *dir(np), *registry.all_names(), *registry.parts()})


def _argument_names(name: str) -> set[str]:
    exercise = registry.entry(name)
    return {word for case in exercise.cases for word in case.inputs} | {*exercise.gradients, *exercise.outputs}


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern, ...]:
    def compiled(pattern: str) -> re.Pattern:
        parts = [PLACEHOLDERS.get(part) or re.escape(part) for part in re.split(r"(<[SNWO]>)", pattern)]
        return re.compile("".join(parts))

    return tuple(map(compiled, PATTERNS))


def _fits(pattern: re.Pattern, message: str, texts: tuple[str, ...]) -> bool:
    """Whether a message is one of the library's, of shapes with small numbers and of names that are known."""
    found = pattern.fullmatch(message)
    if not found:
        return False
    known = _words(texts) | _judges_words()
    tokens = [token for group in found.groups() for token in re.findall(r"\w+", group)]
    few = sum(token.isdecimal() for token in tokens) <= MOST_NUMBERS
    return few and all(token in known or (token.isdecimal() and len(token) <= DIGITS) for token in tokens)
