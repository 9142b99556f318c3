"""A figure whose sides write down what was asked of them, in the file that TOY names."""

import os
import time
from pathlib import Path

from bench.figure import Figure, Goal
from grader.errors import BadInput


def side(name):
    def prepare():
        import numpy  # noqa: F401, as every real side does

        def work():
            with Path(os.environ["TOY"]).open("a") as file:
                file.write(f"{name} {os.getpid()} {os.environ.get('OPENBLAS_CORETYPE')} {threads()}\n")
            print("what the work prints is no answer")
            time.sleep(0.002)

        return work

    return prepare


def threads():
    return os.environ.get("OPENBLAS_NUM_THREADS")


def absent():
    raise BadInput("It needs what is not there.")


def dying():
    def work():
        raise RuntimeError("planted")

    return work


FIGURE = Figure(
    title="toy",
    sides={"a": side("a"), "b": side("b"), "absent": absent},
    goals=(Goal("a", "b", 2.0),),
    tokens=10,
)
DYING = Figure(title="dying", sides={"a": side("a"), "dies": dying})
