"""Index formulas of gpt2_loss (dW_e, dW_p, dlnf_b): right and known wrong ones."""

import numpy as np

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import gain, ids, normal
from grader.course.spec import Recipe, case
from reference import oracles
from reference.part05_normalization.layer_norm import forward as layer_norm


def _targets(B: int, T: int, below: int) -> Recipe:
    """Targets (B, T) in [0, below), one of them ignored."""

    def build(rng: np.random.Generator) -> np.ndarray:
        targets = rng.integers(below, size=(B, T))
        targets[0, 1] = -1
        return targets

    return build


def _quantities(*, params, ids, targets, dloss, **_: object) -> dict[str, np.ndarray]:
    """Return the parameters by name, n = LN_f(x), dlogits, and dx, the gradient of x = W_e[ids] + W_p[:T]."""
    x = params["W_e"][ids] + params["W_p"][: ids.shape[1]]
    n = layer_norm(x, params["lnf_g"], params["lnf_b"], 1e-5)
    e = np.exp(n @ params["W_e"].T)
    counts = (targets != -1)[..., None]
    dlogits = dloss / counts.sum() * counts * (e / e.sum(-1, keepdims=True) - np.eye(len(params["W_e"]))[targets])
    norm = {"x": x, "gamma": params["lnf_g"], "beta": params["lnf_b"], "eps": 1e-5}
    dx = oracles.complex_step(layer_norm, norm, ["x"], dlogits @ params["W_e"])["x"]
    return {**params, "n": n, "dlogits": dlogits, "dx": dx}


# New in the whole model is only that W_e is used twice. So dlogits and dx, the gradient of the first x, are given: the
# pieces' own backwards compute them. Blocks would change nothing in the formulas, and the case has none.
FORMULAS = Formulas(
    case=case(
        "formula",
        params={"W_e": normal(5, 4), "W_p": normal(6, 4), "lnf_g": gain(4), "lnf_b": normal(4)},
        ids=ids(2, 3, below=5),
        targets=_targets(2, 3, 5),
        n_head=1,
    ),
    elsewhere=case(
        "elsewhere",
        params={"W_e": normal(6, 3), "W_p": normal(7, 3), "lnf_g": gain(3), "lnf_b": normal(3)},
        ids=ids(3, 4, below=6),
        targets=_targets(3, 4, 6),
        n_head=1,
    ),
    given={
        "W_e": "V,D",
        "W_p": "M,D",
        "ids": "B,T",
        "targets": "B,T",
        "n": "B,T,D",
        "dlogits": "B,T,V",
        "dx": "B,T,D",
    },
    upstream="dloss",
    quantities=_quantities,
    truth={"dW_e": "dparams.W_e", "dW_p": "dparams.W_p", "dlnf_b": "dparams.lnf_b"},
    about=("n is the last LayerNorm's output, dlogits the gradient of the logits, dx that of tokens + places."),
    right=(
        {
            "dW_e": """
                head[v,d] = sum[b,t](dlogits[b,t,v] * n[b,t,d])
                looked_up[v,d] = sum[b,t](delta[v,ids[b,t]] * dx[b,t,d])
                dW_e[v,d] = head[v,d] + looked_up[v,d]
            """,
            "dW_p": "dW_p[s,d] = sum[b,t](delta[s,t] * dx[b,t,d])",
            "dlnf_b": "dlnf_b[d] = sum[b,t,v](dlogits[b,t,v] * W_e[v,d])",
        },
        {
            "dW_e": "dW_e[w,k] = sum[i,j]([ids[i,j] == w] * dx[i,j,k] + n[i,j,k] * dlogits[i,j,w])",
            "dW_p": "per_place[t,d] = sum[b](dx[b,t,d])\ndW_p[m,k] = sum[t]([m == t] * per_place[t,k])",
            "dlnf_b": "dn[b,t,d] = sum[v](W_e[v,d] * dlogits[b,t,v])\ndlnf_b[d] = sum[b,t](dn[b,t,d])",
        },
    ),
    wrong=(
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[b,t](delta[v,ids[b,t]] * dx[b,t,d])",
            text="Only the embedding's part is here. W_e is the head's matrix as well, and the two parts add up.",
        ),
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[b,t](dlogits[b,t,v] * n[b,t,d])",
            text="Only the head's part is here. W_e is also the table that ids looked up, and the two parts add up.",
        ),
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = (sum[b,t](dlogits[b,t,v] * n[b,t,d]) + sum[b,t](delta[v,ids[b,t]] * dx[b,t,d])) / 2",
            "extra-factor",
        ),
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[b,t](dlogits[b,t,v] * n[b,t,d]) - sum[b,t](delta[v,ids[b,t]] * dx[b,t,d])",
            "sign",
        ),
        WrongFormula(
            "dW_e",
            "dW_e[v,d] = sum[b,t](dlogits[b,t,v] * n[b,t,d] + delta[v,targets[b,t]] * dx[b,t,d])",
            "other-quantity",
        ),
        WrongFormula("dW_p", "dW_p[s,d] = sum[t](delta[s,t] * dx[b,t,d])", "missing-sum"),
        WrongFormula("dW_p", "dW_p[t,d] = sum[b](dx[b,t,d])", "range-clash"),
        WrongFormula("dlnf_b", "dlnf_b[d] = sum[b,t,v](dlogits[b,t,v] * W_e[d,v])", "transpose"),
        WrongFormula("dlnf_b", "dlnf_b[d] = sum[v](W_e[v,d])", "upstream-missing"),
    ),
)
