"""What the page asks: open the work, judge an exercise, show it, compare it, read a formula. In JSON's own types."""

from __future__ import annotations

import ast
import contextlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli.commands.list import row
from grader.cli.crash_report import describe_crash
from grader.cli.error_report import report_error
from grader.cli.terminal import shorten_paths
from grader.cli.workbench.formula_view import FormulaView
from grader.course import registry
from grader.course.stubs import stub
from grader.errors import BadInput, ExitCode
from grader.files import remember, remembered
from grader.judge.evaluation import Evaluation
from grader.judge.ladder import Ladder, Standing
from grader.judge.submission import load_local
from grader.judge.verdict import State, Verdict
from grader.judge.verdict_json import verdict_json
from grader.judge.verdict_lines import verdict_lines
from grader.paths import ENVIRONMENT, file_in
from grader.runner.limits import ANSWER_SECONDS
from grader.runner.tree import Tree

Answer = dict[str, Any]

BROUGHT = "brought"
"""The folder, beside the exercises, in which the page lays the files of a checkpoint."""


class KnownLadder(Ladder):
    """The ladder without running anything: an exercise whose text was never judged has not passed.

    What a reader left in the browser may never end, so it runs when it is asked for, one exercise at a time.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._found: dict[str, Standing | None] = {}

    def known(self, name: str) -> Standing | None:
        """Return how an exercise stood when it was first asked for: one answer asks for each some dozen times."""
        if name not in self._found:
            self._found[name] = super().known(name)
        return self._found[name]

    def standing(self, name: str) -> Standing:
        """Return how an exercise stands, as far as that is known."""
        return self.known(name) or Standing(State.FAILED, 0.0, registry.entry(name).points)


class Session:
    """One reader's work: a workspace's exercises in a folder, and the verdicts on them that are known."""

    def __init__(self, folder: Path) -> None:
        """Make the folder the workspace of this process; its exercises come with `open`."""
        self.root = folder / "exercises"
        self.root.mkdir(parents=True, exist_ok=True)
        os.environ[ENVIRONMENT] = str(folder)
        os.chdir(folder)  # messages name paths relative to it
        self._formulas: dict[str, FormulaView] = {}
        self._sorter: Any = None
        self._brought: Any = None

    def answer(self, request: Answer) -> Answer:
        """Answer one request, `{"do": "check", "name": …}`; what stops it comes as `{"error": …, "exit_code": …}`."""
        asked: dict[str, Callable[..., Answer]] = {
            "open": self.open,
            "stand": self.stand,
            "check": self.check,
            "show": self.show,
            "compare": self.compare,
            "formula": self.formula,
            "crash": self.crash,
            "sorter": self.sorter,
            "brought": self.brought,
        }
        arguments = {key: value for key, value in request.items() if key != "do"}
        try:
            return asked[request["do"]](**arguments)
        except BaseException as error:  # a reader's piece may raise any
            report = report_error(error)
            return {"error": report.message, "exit_code": int(report.exit_code)}

    def open(self, texts: dict[str, str], verdicts: dict[str, Any]) -> Answer:
        """Lay the reader's texts, by the exercises' names, and stubs for the others; return the ladder.

        `verdicts` are those that an earlier session kept: they hold as long as the texts and the grader are the same.
        """
        ladder = Ladder(self.root)
        remember(ladder.store, verdicts)
        for name in registry.all_names():
            self._write(name, texts.get(name) or stub(registry.part_of(name), name))
        return self._standing() | {"version": __version__}

    def stand(self, name: str) -> Answer:
        """Judge an exercise as it stands, where its text was never judged; return the ladder."""
        Ladder(self.root).standing(name)
        return self._standing()

    def check(self, name: str, text: str) -> Answer:
        """Judge a text as the exercise's file; return the verdict, its lines, the line that failed, and the ladder."""
        self._write(name, text)
        try:
            verdict = KnownLadder(self.root).judge(name)
        except BaseException as error:
            report = report_error(error)
            line = _line_of_syntax_error(text)
            return {"error": report.message, "exit_code": int(report.exit_code), "line": line} | self._standing()
        return {
            "lines": [
                {"role": str(line.role), "text": line.text} for line in verdict_lines(verdict, shorten=shorten_paths)
            ],
            "verdict": verdict_json(verdict),
            "exit_code": int(verdict.exit_code),
            "passed": verdict.exit_code is ExitCode.PASSED,
            "line": _failing_line(verdict),
            **self._standing(),
        }

    def show(self, name: str, text: str, of: str | None = None, case: str | None = None) -> Answer:
        """Return the picture of `grader show`, as HTML."""
        from grader.cli.show.html_page import render_body
        from grader.cli.show.select_array import select_picture

        self._write(name, text)
        exercise = registry.entry(name)
        evaluation = Evaluation(exercise, load_local(exercise, Tree(self.root), ANSWER_SECONDS))
        picture = select_picture(evaluation, of, case)
        return {"title": picture.title, "html": render_body(picture, 1)}

    def compare(self, name: str, text: str) -> Answer:
        """Return what `grader compare` prints, and the solution's text where it prints that too."""
        from grader.cli.commands.compare import compare_

        self._write(name, text)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            compare_(name)
        return {"text": printed.getvalue()}

    def formula(self, name: str, wanted: str, texts: dict[str, str | None], why: bool = False) -> Answer:
        """Read a formula as it is typed; with `why`, also say what is wrong with it, which may take some seconds."""
        if name not in self._formulas:
            self._formulas[name] = FormulaView(registry.entry(name))
        return self._formulas[name].read(wanted, texts, why)

    def sorter(self, step: str, **given: Any) -> Answer:
        """Make the model that learns to sort ("new"), "train" it, "keep" it, ask for its "score", or "sort" a word."""
        if step == "new" or not self._sorter:
            from grader.cli.workbench.sorter import Sorter

            self._sorter = Sorter(self.root, given.get("kept"))
            return self._sorter.state()
        steps = {
            each.__name__: each
            for each in (self._sorter.train, self._sorter.keep, self._sorter.score, self._sorter.sort)
        }
        return steps[step](**given)

    def brought(self, step: str, **given: Any) -> Answer:
        """Open a file of weights in BROUGHT ("open"), "read" a prompt, "write" on, or ask for a block's "attention".

        Where nothing says which GELU or how many heads, the answer names the `choice` beside its `error`.
        """
        from grader.cli.workbench.brought_model import BroughtModel
        from reference.checkpoint_config import ChoiceLeftOpen

        if step == "open":
            self._brought = None  # what it holds is free before the next one is read
            file = Path(BROUGHT, given.pop("file"))
            try:
                self._brought = BroughtModel(self.root, file, **given)
            except (ChoiceLeftOpen, BadInput) as error:
                fact = error.fact if isinstance(error, ChoiceLeftOpen) else str(error)
                answer = {"error": fact.replace(f"{BROUGHT}/", ""), "exit_code": int(ExitCode.BAD_INPUT)}
                return answer | {"choice": getattr(error, "choice", None)}
            return self._brought.state()
        if not self._brought:
            raise BadInput("No checkpoint is open: Python was started anew. Choose its file again.")
        steps = {each.__name__: each for each in (self._brought.read, self._brought.write, self._brought.attention)}
        return steps[step](**given)

    def crash(self, report: str) -> Answer:
        """Return the sentence for an answer that ended an earlier session's process; `report` has Python's last stack.

        It is laid out as faulthandler does, which the terminal reads.
        """
        sentence = describe_crash(f"Fatal Python error: {report}")
        return {"error": sentence, "exit_code": int(ExitCode.NOT_PASSED)}

    def _write(self, name: str, text: str) -> None:
        path = file_in(self.root, registry.part_of(name), name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(errors="surrogatepass"))

    def _standing(self) -> Answer:
        """Return how every exercise stands, those that were never judged, and the verdicts for the next session."""
        ladder, names = KnownLadder(self.root), registry.all_names()
        rows = [row(ladder, name) for name in names]
        unknown = [name for name in names if ladder.known(name) is None]
        return {"ladder": rows, "next": ladder.next_up(), "unknown": unknown, "verdicts": remembered(ladder.store)}


def _failing_line(verdict: Verdict) -> int | None:
    """Return the line of the judged file at which a call failed first, None where none did."""
    problems = (finding.problem for _, finding in verdict.failures)
    errors = (problem.error for problem in problems if problem and problem.error)
    return next((error.line for error in errors if error.line and error.file == str(verdict.file)), None)


def _line_of_syntax_error(text: str) -> int | None:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return error.lineno
    except (ValueError, RecursionError, MemoryError):
        pass
    return None
