"""Every answer to a drill of part 01 is right: each is a function here, and is held against central differences."""

import re

import numpy as np
import pytest
from numpy import cos, exp, log, sin, sqrt
from scipy.integrate import quad

from grader.paths import chapter_file

CHAPTER = chapter_file("part01_calculus").read_text()
BLOCK = re.compile(r"\*\*Drills: (.+?)\.\*\*(.+?)<summary>The answers</summary>(.+?)</details>", re.DOTALL)
ITEM = re.compile(r"^(\d)\. (.+?)$", re.MULTILINE)

X = np.array([0.7, 1.3, 2.1])
A, W = np.array([0.4, -1.2, 0.9]), np.array([[0.3, -0.8, 1.1], [0.5, 0.2, -0.6], [-0.9, 0.7, 0.1]])
D = np.array([1.5, -0.5, 0.8])
"""A point, two constants and an upstream gradient, in no way special."""


def area(g, start, end):
    return quad(g, start, end, epsabs=1e-13)[0]


# For each drill: how its question and its answer begin, the function, and its derivative by the answer.
SLOPES = {
    "powers and sums": (
        (r"$7$", r"$0$", lambda x: 7, lambda x: 0),
        (r"$3x^2 - 5x + 1$", r"$6x - 5$", lambda x: 3 * x**2 - 5 * x + 1, lambda x: 6 * x - 5),
        (r"$x^4 / 4$", r"$x^3$", lambda x: x**4 / 4, lambda x: x**3),
        (r"$\sqrt{x}$", r"$\tfrac12 x^{-1/2} = 1 / (2\sqrt{x})$", sqrt, lambda x: 1 / (2 * sqrt(x))),
        (r"$1/x^2$", r"$-2 x^{-3}$", lambda x: 1 / x**2, lambda x: -2 / x**3),
        (
            r"$5 \exp(x) - 2 \ln x$", r"$5 \exp(x) - 2/x$",
            lambda x: 5 * exp(x) - 2 * log(x), lambda x: 5 * exp(x) - 2 / x,
        ),
        (r"$\sin x + 3 \cos x$", r"$\cos x - 3 \sin x$", lambda x: sin(x) + 3 * cos(x), lambda x: cos(x) - 3 * sin(x)),
    ),
    "products and quotients": (
        (r"$x \exp(x)$", r"$(1 + x) \exp(x)$", lambda x: x * exp(x), lambda x: (1 + x) * exp(x)),
        (r"$x \ln x$", r"$\ln x + 1$", lambda x: x * log(x), lambda x: log(x) + 1),
        (
            r"$x^2 \sin x$", r"$2x \sin x + x^2 \cos x$",
            lambda x: x**2 * sin(x), lambda x: 2 * x * sin(x) + x**2 * cos(x),
        ),
        (r"$\sin x \cos x$", r"$\cos^2 x - \sin^2 x$", lambda x: sin(x) * cos(x), lambda x: cos(x) ** 2 - sin(x) ** 2),
        (r"$x / (1 + x)$", r"$1 / (1 + x)^2$", lambda x: x / (1 + x), lambda x: 1 / (1 + x) ** 2),
        (r"$\ln x / x$", r"$(1 - \ln x) / x^2$", lambda x: log(x) / x, lambda x: (1 - log(x)) / x**2),
        (
            r"$1 / (1 + \exp(x))$", r"$-\exp(x) / (1 + \exp(x))^2$",
            lambda x: 1 / (1 + exp(x)), lambda x: -exp(x) / (1 + exp(x)) ** 2,
        ),
        (
            r"$x \exp(x) \sin x$", r"$(\sin x + x \sin x + x \cos x) \exp(x)$",
            lambda x: x * exp(x) * sin(x), lambda x: (sin(x) + x * sin(x) + x * cos(x)) * exp(x),
        ),
    ),
    "areas": (
        (r"$\int_0^x s^3 \mathrm{d}s$", r"$x^3$", lambda x: area(lambda s: s**3, 0, x), lambda x: x**3),
        (
            r"$\int_0^x \exp(-s^2/2) \mathrm{d}s$", r"$\exp(-x^2/2)$",
            lambda x: area(lambda s: exp(-(s**2) / 2), 0, x), lambda x: exp(-(x**2) / 2),
        ),
        (r"$\int_1^x \frac1s \mathrm{d}s$", r"$1/x$", lambda x: area(lambda s: 1 / s, 1, x), lambda x: 1 / x),
        (r"$3 \int_0^x \cos s \mathrm{d}s$", r"$3 \cos x$", lambda x: 3 * area(cos, 0, x), lambda x: 3 * cos(x)),
        (
            r"$x - \int_0^x \frac{1}{1 + s} \mathrm{d}s$", r"$1 - 1/(1 + x)$",
            lambda x: x - area(lambda s: 1 / (1 + s), 0, x), lambda x: 1 - 1 / (1 + x),
        ),
        (
            r"$x \int_0^x g(s) \mathrm{d}s$", r"$\int_0^x g(s) \mathrm{d}s + x g(x)$",
            lambda x: x * area(sin, 0, x), lambda x: area(sin, 0, x) + x * sin(x),
        ),
    ),
    "chains": (
        (r"$(3x + 1)^5$", r"$15 (3x + 1)^4$", lambda x: (3 * x + 1) ** 5, lambda x: 15 * (3 * x + 1) ** 4),
        (r"$\exp(-x)$", r"$-\exp(-x)$", lambda x: exp(-x), lambda x: -exp(-x)),
        (r"$\exp(-x^2/2)$", r"$-x \exp(-x^2/2)$", lambda x: exp(-(x**2) / 2), lambda x: -x * exp(-(x**2) / 2)),
        (
            r"$\ln(1 + \exp(x))$", r"$\exp(x) / (1 + \exp(x))$",
            lambda x: log(1 + exp(x)), lambda x: exp(x) / (1 + exp(x)),
        ),
        (
            r"$1 / (1 + \exp(-x))$", r"$\exp(-x) / (1 + \exp(-x))^2$; with $s$ for the function itself, $s (1 - s)$",
            lambda x: 1 / (1 + exp(-x)), lambda x: exp(-x) / (1 + exp(-x)) ** 2,
        ),
        (r"$\sqrt{x^2 + 1}$", r"$x / \sqrt{x^2 + 1}$", lambda x: sqrt(x**2 + 1), lambda x: x / sqrt(x**2 + 1)),
        (r"$\ln(5x)$", r"$1/x$", lambda x: log(5 * x), lambda x: 1 / x),
        (
            r"$\int_0^{2x} \exp(-s^2) \mathrm{d}s$", r"$2 \exp(-4x^2)$",
            lambda x: area(lambda s: exp(-(s**2)), 0, 2 * x), lambda x: 2 * exp(-4 * x**2),
        ),
    ),
}  # fmt: skip

GRADIENTS = {
    "partial derivatives": (
        (r"$ab + a$", r"$b + 1$ and $a$", lambda x: x[0] * x[1] + x[0], lambda x: [x[1] + 1, x[0], 0]),
        (r"$a / b$", r"$1/b$ and $-a/b^2$", lambda x: x[0] / x[1], lambda x: [1 / x[1], -x[0] / x[1] ** 2, 0]),
        (
            r"$\exp(a) \sin b$", r"$\exp(a) \sin b$ and $\exp(a) \cos b$",
            lambda x: exp(x[0]) * sin(x[1]), lambda x: [exp(x[0]) * sin(x[1]), exp(x[0]) * cos(x[1]), 0],
        ),
        (r"$\sum_k x_k$", r"$1$", sum, np.ones_like),
        (r"$\sum_k k x_k^3$", r"$3 j x_j^2$", lambda x: np.arange(3) @ x**3, lambda x: 3 * np.arange(3) * x**2),
        (r"$\prod_k x_k$", r"$\prod_k x_k / x_j$", np.prod, lambda x: np.prod(x) / x),
        (
            r"$f = u v$", r"$v \cdot 2t + u \cdot 3 = 9 t^2$",
            lambda x: x[0] ** 2 * 3 * x[0], lambda x: [9 * x[0] ** 2, 0, 0],
        ),
    ),
    "Jacobians": (
        (r"$y_i = x_i^3$", r"$3 x_i^2 \delta_{ij}$", lambda x: x**3, lambda x: np.diag(3 * x**2)),
        (r"$y_i = a_i x_i$", r"$a_i \delta_{ij}$", lambda x: A * x, lambda x: np.diag(A)),
        (r"$y_i = a_i + x_i$", r"$\delta_{ij}$", lambda x: A + x, lambda x: np.eye(3)),
        (r"$y_i = a_i \sum_k x_k$", r"$a_i$", lambda x: A * x.sum(), lambda x: np.outer(A, np.ones(3))),
        (
            r"$y_i = x_i \sum_k x_k$", r"$\delta_{ij} \sum_k x_k + x_i$",
            lambda x: x * x.sum(), lambda x: np.eye(3) * x.sum() + x[:, None],
        ),
        (r"$y_i = \sum_k A_{ik} x_k^2$", r"$2 A_{ij} x_j$", lambda x: W @ x**2, lambda x: 2 * W * x),
        (
            r"$y_i = x_i / x_0$ for $i > 0$", r"$\delta_{ij} / x_0 - \delta_{0j} x_i / x_0^2$",
            lambda x: x[1:] / x[0], lambda x: (np.eye(3) / x[0] - np.outer(x, [1, 0, 0]) / x[0] ** 2)[1:],
        ),
    ),
    "vector-Jacobian products": (
        (r"$y_i = x_i^3$", r"$3 d_j x_j^2$", lambda x: D @ x**3, lambda x: 3 * D * x**2),
        (r"$y_i = a_i x_i$", r"$d_j a_j$", lambda x: D @ (A * x), lambda x: D * A),
        (r"$y_i = a_i \sum_k x_k$", r"$\sum_i d_i a_i$", lambda x: D @ (A * x.sum()), lambda x: np.full(3, D @ A)),
        (
            r"$y_i = x_i \sum_k x_k$", r"$d_j \sum_k x_k + \sum_i d_i x_i$",
            lambda x: D @ (x * x.sum()), lambda x: D * x.sum() + D @ x,
        ),
        (
            r"$y_i = \sum_k A_{ik} x_k^2$", r"$2 x_j \sum_i d_i A_{ij}$",
            lambda x: D @ (W @ x**2), lambda x: 2 * x * (D @ W),
        ),
        (r"$y_i = \exp(x_i)$", r"$d_j \exp(x_j)$", lambda x: D @ exp(x), lambda x: D * exp(x)),
    ),
}  # fmt: skip

DRILLS = [(h, n, *row) for h, rows in (SLOPES | GRADIENTS).items() for n, row in enumerate(rows, 1)]


def blocks():
    """Return the chapter's drills: by heading, the questions and the answers by number."""
    return {
        heading: (dict(ITEM.findall(questions)), dict(ITEM.findall(answers)))
        for heading, questions, answers in BLOCK.findall(CHAPTER)
    }


def test_each_rule_has_six_to_eight_drills_and_all_are_held_against_differences():
    found = blocks()
    assert set(found) == {*SLOPES, *GRADIENTS}
    for heading, (questions, answers) in found.items():
        tried = [str(n) for h, n, *_ in DRILLS if h == heading]
        assert list(questions) == list(answers) == tried and 6 <= len(tried) <= 8, heading


@pytest.mark.parametrize(
    ("heading", "number", "question", "answer", "function", "derivative"),
    DRILLS,
    ids=[f"{h} {n}" for h, n, *_ in DRILLS],
)
def test_an_answer_is_the_derivative(heading, number, question, answer, function, derivative):
    questions, answers = blocks()[heading]
    assert questions[str(number)].startswith(question), "the chapter asks something else"
    assert answers[str(number)].startswith(answer), "the chapter answers something else"
    if heading in SLOPES:
        measured = [(function(x + 1e-6) - function(x - 1e-6)) / 2e-6 for x in X]
        wanted = [derivative(x) for x in X]
    else:
        steps = 1e-6 * np.eye(3)
        measured = np.stack([(function(X + h) - function(X - h)) / 2e-6 for h in steps], axis=-1)
        wanted = derivative(X)
    np.testing.assert_allclose(measured, wanted, rtol=1e-6, atol=1e-8)
