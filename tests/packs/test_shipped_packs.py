"""The packs of this repository: every rule of an exercise holds there too, and the judge judges it as its own."""

import subprocess
import sys

import pytest

from grader.paths import COURSE

ENTRIES = sorted(COURSE.glob("packs/*/course/part*/*/entry.py"))
EXERCISES = [(path.parents[3], path.parent.name) for path in ENTRIES]
each = pytest.mark.parametrize(("pack", "name"), EXERCISES, ids=[name for _, name in EXERCISES])


def grader(pack, *words):
    command = [sys.executable, "-m", "grader", "--pack", str(pack), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=COURSE)


def test_a_pack_is_shipped():
    assert {name for _, name in EXERCISES} >= {"rms_norm", "rotary_embedding", "swiglu", "grouped_query_attention"}


@each
def test_no_rule_is_broken(pack, name):
    done = grader(pack, "dev", "check", name)
    assert done.returncode == 0, done.stdout + done.stderr


@each
def test_every_answer_is_judged_as_it_should_be(pack, name):
    done = grader(pack, "mistakes", name)
    assert done.returncode == 0, done.stdout + done.stderr


@each
def test_the_stub_is_not_written_yet(pack, name):
    done = grader(pack, "check", name, "--file", str(next(pack.glob(f"exercises/*/{name}.py"))))
    assert done.returncode == 1 and "not written yet" in done.stdout, done.stdout + done.stderr


COMPLEX_STEP = """import numpy as np


def rotated(x, positions, base):
    half = x.shape[-1] // 2
    angles = positions[:, None] * base ** (-np.arange(half) / half)
    first, second, cos, sin = x[..., :half], x[..., half:], np.cos(angles), np.sin(angles)
    return np.concatenate([first * cos - second * sin, first * sin + second * cos], axis=-1)


def rotary_embedding(x, positions, base=10000.0):
    def backward(dY):
        dx = np.zeros_like(x)
        for at in np.ndindex(x.shape):
            z = x.astype(complex)
            z[at] += 1e-30j
            dx[at] = np.sum(dY * rotated(z, positions, base).imag) / 1e-30
        return {"x": dx}

    return rotated(x, positions, base), backward
"""


def test_a_complex_step_is_refused_where_complex_numbers_are_not(tmp_path):
    file = tmp_path / "rotary_embedding.py"
    file.write_text(COMPLEX_STEP)
    done = grader(COURSE / "packs/since_gpt2", "check", "rotary_embedding", "--file", str(file))
    assert done.returncode == 1 and "adding an imaginary part to x" in " ".join(done.stdout.split()), done.stdout
