"""`python -m bench [NAME ...]`: measure figures and print them as Markdown; progress goes to stderr."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from cyclopts import App
from rich.console import Console

from bench import machine, report, run
from bench.figures import NAMES
from grader.errors import BadInput, GraderError

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
        Write the Markdown to this file too.
    """
    if unknown := [name for name in names if name not in NAMES]:
        raise BadInput(f"There is no figure {unknown[0]!r}; there are {', '.join(NAMES)}.")
    for option, given in (("--rounds", rounds), ("--threads", threads)):
        if given is not None and given < 1:
            raise BadInput(f"{option} {given} is too few: 1 or more.")
    if out and not out.parent.is_dir():
        raise BadInput(f"--out {out}: there is no folder {out.parent}.")
    texts = [f"# Figures\n\n{machine.here()}\n"]
    print(texts[0], flush=True)
    for name in names or NAMES:
        for text in _measured(name, rounds, threads):
            print(text, flush=True)
            texts.append(text)
            if out:  # as far as it has come: an interrupted run keeps what it measured
                out.write_text("\n".join(texts), encoding="utf-8")
    return 0


def _measured(name: str, rounds: int | None, threads: int | None):
    """Yield the Markdown of a figure in each setting."""
    module = f"bench.figures.{name}"
    figure = importlib.import_module(module).FIGURE
    console = Console(stderr=True)
    for setting in run.settings():
        with console.status(name) as status:
            found = run.measure(
                module, figure, setting, rounds or figure.rounds, threads,
                lambda text: status.update(f"{name}: {text}"),
            )  # fmt: skip
        yield report.section(name, figure, setting, found)


def main() -> None:
    """Run, and leave in words: 2 bad usage, 3 a side failed, 130 interrupted."""
    try:
        sys.exit(app())
    except BadInput as trouble:
        _leave(str(trouble), 2)
    except GraderError as trouble:
        _leave(str(trouble), 3)
    except KeyboardInterrupt:
        _leave("interrupted", 130)


def _leave(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
