"""Index formulas of adamw_update (m_new, v_new, theta_new): right and known wrong ones."""

from grader.course.formulas import Formulas, WrongFormula
from grader.course.inputs import normal
from grader.course.spec import Recipe, case


def _positive(n: int) -> Recipe:
    """Positive entries, as an average of squares has."""
    return lambda rng: rng.uniform(0.5, 2.0, n)


M = "m_new[i] = beta1 * m[i] + (1 - beta1) * grad[i]"
V = "v_new[i] = beta2 * v[i] + (1 - beta2) * grad[i]**2"
HATS = """
    m_hat[i] = m_new[i] / (1 - beta1**t)
    v_hat[i] = v_new[i] / (1 - beta2**t)
"""
THETA = f"{HATS}theta_new[i] = theta[i] - lr * weight_decay * theta[i] - lr * m_hat[i] / (sqrt(v_hat[i]) + eps)"


def _update_with(old: str, new: str) -> str:
    """Return the formulas of m_new, v_new and theta_new, with `old` replaced by `new`."""
    return f"{M}\n{V}\n{THETA}".replace(old, new)


FORMULAS = Formulas(
    case=case(
        "formula",
        theta=normal(4),
        grad=normal(4),
        m=normal(4),
        v=_positive(4),
        t=3,
        lr=0.2,
        beta1=0.8,
        beta2=0.9,
        eps=0.3,
        weight_decay=0.6,
    ),
    elsewhere=case(
        "elsewhere",
        theta=normal(3),
        grad=normal(3),
        m=normal(3),
        v=_positive(3),
        t=2,
        lr=0.3,
        beta1=0.7,
        beta2=0.6,
        eps=0.4,
        weight_decay=0.5,
    ),
    given={
        "theta": "N",
        "grad": "N",
        "m": "N",
        "v": "N",
        "t": "",
        "lr": "",
        "beta1": "",
        "beta2": "",
        "eps": "",
        "weight_decay": "",
    },
    upstream="",
    truth={"m_new": "m", "v_new": "v", "theta_new": "theta"},
    about=("Each may use what the one before it defines."),
    right=(
        {"m_new": M, "v_new": V, "theta_new": THETA},
        {
            "m_new": "m_new[k] = m[k] + (1 - beta1) * (grad[k] - m[k])",
            "v_new": "v_new[k] = (1 - beta2) * grad[k] * grad[k] + v[k] * beta2",
            "theta_new": """
                step[k] = m_new[k] / (1 - beta1**t) / (sqrt(v_new[k] / (1 - beta2**t)) + eps)
                theta_new[k] = (1 - lr * weight_decay) * theta[k] - lr * step[k]
            """,
        },
    ),
    wrong=(
        WrongFormula(
            "m_new",
            "m_new[i] = beta1 * m[i] + grad[i]",
            text="The weights of an average add up to 1: grad's is 1 - beta1.",
        ),
        WrongFormula(
            "m_new",
            "m_new[i] = beta1 * grad[i] + (1 - beta1) * m[i]",
            text="The two weights are swapped: beta1 keeps the old average.",
        ),
        WrongFormula("v_new", "v_new[i] = beta2 * v[i] + (1 - beta2) * grad[i]", "missing-factor"),
        WrongFormula(
            "v_new", "v_new[i] = beta1 * v[i] + (1 - beta1) * grad[i]**2", text="v has a rate of its own, beta2."
        ),
        WrongFormula("m_new", "m_new[i] = beta1 * m[i] - (1 - beta1) * grad[i]", "sign"),
        WrongFormula(
            "theta_new",
            _update_with(" / (1 - beta1**t)", "").replace(" / (1 - beta2**t)", ""),
            text="The averages are not freed of their bias: started from zero, they are too small after t steps.",
        ),
        WrongFormula(
            "theta_new",
            _update_with("beta1**t", "beta1**(t - 1)").replace("beta2**t", "beta2**(t - 1)"),
            text="t counts from 1: after the first step the average holds 1 - beta of its weight, not 0.",
        ),
        WrongFormula(
            "theta_new",
            _update_with(" - lr * weight_decay * theta[i]", ""),
            text="The decay is missing: theta also loses lr weight_decay theta.",
        ),
        WrongFormula("theta_new", _update_with("lr * weight_decay * theta", "weight_decay * theta"), "missing-factor"),
        WrongFormula("theta_new", _update_with("- lr * weight_decay", "+ lr * weight_decay"), "sign"),
        WrongFormula("theta_new", _update_with("- lr * m_hat", "+ lr * m_hat"), "sign"),
        WrongFormula(
            "theta_new",
            _update_with("(sqrt(v_hat[i]) + eps)", "sqrt(v_hat[i] + eps)"),
            text="eps stands outside the root: it is added to the root of v_hat.",
        ),
        WrongFormula(
            "theta_new",
            _update_with("* grad[i]\n", "* (grad[i] + weight_decay * theta[i])\n").replace(
                " - lr * weight_decay * theta[i]", ""
            ),
            text="This is Adam with an L2 penalty: the decay goes through the averages. AdamW takes it off theta.",
        ),
    ),
)
