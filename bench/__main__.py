"""`python -m bench [NAME ...]`: measure figures and print them as Markdown; progress goes to stderr.

What was measured is kept in `bench/results/`, by machine; `python -m bench compare BEFORE AFTER` says what got slower.
"""

from __future__ import annotations

import importlib
from pathlib import Path

from cyclopts import App
from rich.console import Console

from bench import machine, report, results, run
from bench.command import at_least_one, run_app
from bench.figures import NAMES
from grader.cli.terminal import relative_path
from grader.errors import BadInput

app = App(name="bench", help="Measure how fast the course is, as ratios in one interleaved run.")


@app.default
def bench(*names: str, rounds: int | None = None, threads: int | None = None, out: Path | None = None) -> int:
    """Measure figures and print them. Nothing is asserted: a goal that is missed is told, and the exit code is 0.

    Parameters
    ----------
    names
        The figures; without any, all of them.
    rounds
        How often each side is timed; each figure has its own number.
    threads
        Threads for the BLAS of every side; without it, what each takes by itself. Variables like
        OPENBLAS_NUM_THREADS are left out, so that none is held back alone.
    out
        Write the results to this file, and the Markdown beside it; without it, to bench/results/, by machine.
    """
    if unknown := [name for name in names if name not in NAMES]:
        raise BadInput(f"There is no figure {unknown[0]!r}; there are {', '.join(NAMES)}.")
    for option, given in (("--rounds", rounds), ("--threads", threads)):
        if given is not None:
            at_least_one(option, given)
    if out and out.suffix != ".json":
        raise BadInput(f"--out {out}: results are JSON. Name a file that ends in .json.")
    file = out or results.result_file()
    texts = [f"# Figures\n\n{machine.here()}\n"]
    print(texts[0], flush=True)
    for name in names or NAMES:
        for text in _measured(name, rounds, threads, file):
            print(text, flush=True)
            texts.append(text)
            file.with_suffix(".md").write_text("\n".join(texts), encoding="utf-8")  # as far as it has come
    print(f"Kept in {relative_path(file)}.")
    return 0


@app.command
def compare(before: Path, after: Path) -> int:
    """Say what got slower or faster by more than the rounds spread; exit 1 where something got slower.

    Parameters
    ----------
    before
        A file of results, as `python -m bench` keeps them.
    after
        Another.
    """
    found = results.changes(results.read(before), results.read(after))
    if not found:
        raise BadInput(f"{before} and {after} have no figure in common.")
    print(results.comparison(found))
    return int(any(change.told and change.longer > 0 for change in found))


def _measured(name: str, rounds: int | None, threads: int | None, file: Path):
    """Measure a figure in each setting, keep it in `file`, and yield its Markdown."""
    module = f"bench.figures.{name}"
    figure = importlib.import_module(module).FIGURE
    console = Console(stderr=True)
    for setting in run.settings():
        with console.status(name) as status:
            found = run.measure(
                module, figure, setting, rounds or figure.rounds, threads,
                lambda text: status.update(f"{name}: {text}"),
            )  # fmt: skip
        results.keep(file, name, figure, setting, found)
        yield report.section(name, figure, setting, found)


def main() -> None:
    """Run, and leave in words."""
    run_app(app)


if __name__ == "__main__":
    main()
