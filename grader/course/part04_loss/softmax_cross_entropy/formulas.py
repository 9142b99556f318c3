"""Index formulas of softmax_cross_entropy (dlogits): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import Recipe, case


def _targets(rows: int, below: int, ignored: list[int]) -> Recipe:
    """Targets (rows,) in [0, below), with -1 at the positions `ignored`."""

    def build(rng: np.random.Generator) -> np.ndarray:
        targets = rng.integers(below, size=rows)
        targets[ignored] = -1
        return targets

    return build


def _quantities(*, logits: np.ndarray, targets: np.ndarray, **_: object) -> dict[str, np.ndarray]:
    """Return p = softmax(logits), and n, how many tokens count."""
    e = np.exp(logits)
    return {"p": e / e.sum(axis=-1, keepdims=True), "n": np.sum(targets != -1)}


FORMULAS = Formulas(
    case=case("formula", logits=normal(5, 4), targets=_targets(5, 4, [1]), ignore_index=-1),
    elsewhere=case("elsewhere", logits=normal(6, 3), targets=_targets(6, 3, [0, 3, 4]), ignore_index=-1),
    given={"logits": "R,V", "targets": "R", "ignore_index": "", "p": "R,V", "n": "", "L": "", "dL": ""},
    upstream="dL",
    quantities=_quantities,
    about=("p is softmax(logits), n how many tokens count."),
    right=(
        {"dlogits": "dlogits[t,v] = dL / n * [targets[t] != ignore_index] * (p[t,v] - delta[v,targets[t]])"},
        {
            "dlogits": """
                counts[r] = [targets[r] != -1]
                q[r,v] = exp(logits[r,v]) / sum[w](exp(logits[r,w]))
                dlogits[r,v] = counts[r] * (q[r,v] - [v == targets[r]]) * dL / sum[s](counts[s])
            """
        },
        {"dlogits": "dlogits[t,v] = [targets[t] >= 0] * (dL*p[t,v] - dL*delta[targets[t],v]) / n"},
    ),
    wrong=(
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = dL * [targets[t] != ignore_index] * (p[t,v] - delta[v,targets[t]])",
            "missing-factor",
        ),
        WrongFormula(
            "dlogits", "dlogits[t,v] = dL / n * [targets[t] != ignore_index] * (delta[v,targets[t]] - p[t,v])", "sign"
        ),
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = dL / R * [targets[t] != ignore_index] * (p[t,v] - delta[v,targets[t]])",
            text="The mean is over the n tokens that count. R counts the ignored ones as well.",
        ),
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = dL / n * (p[t,v] - delta[v,targets[t]])",
            text="Ignored tokens are not in the loss, so their rows are 0: the indicator that says so is missing.",
        ),
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = [targets[t] != ignore_index] * (p[t,v] - delta[v,targets[t]]) / n",
            "upstream-missing",
        ),
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = dL / n * [targets[t] != ignore_index] * p[t,v]",
            text="A term is missing: the logit of the target also stands by itself in the loss, and brings -delta.",
        ),
        WrongFormula(
            "dlogits",
            "dlogits[t,v] = dL / n * [targets[t] != ignore_index] * (logits[t,v] - delta[v,targets[t]])",
            "other-quantity",
        ),
    ),
)
