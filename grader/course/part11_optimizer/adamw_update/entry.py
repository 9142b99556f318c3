"""Exercise entry: adamw_update (one AdamW update of one array)."""

import numpy as np

from grader.course.inputs import exact, normal, single, view
from grader.course.part11_optimizer.adam_state import adam_state, huge_and_tiny_state, squares, zeros
from grader.course.part11_optimizer.adamw_update.identities import IDENTITIES
from grader.course.spec import Exercise, Mistake, Recipe, case


def _columns(keep: list[int], recipe: Recipe) -> Recipe:
    """The recipe's numbers times `keep`, which has 1 for a column that is kept and 0 for one that is zero."""
    return lambda rng: recipe(rng) * np.array(keep)


def _settings(
    t: int, weight_decay: float = 0.1, lr: float = 1e-2, eps: float = 1e-8, beta2: float = 0.95
) -> dict[str, float]:
    return {"t": t, "lr": lr, "beta1": 0.9, "beta2": beta2, "eps": eps, "weight_decay": weight_decay}


EXERCISE = Exercise(
    title="One step of AdamW",
    points=10,
    starred=True,
    arguments=("theta", "grad", "m", "v", "t", "lr", "beta1", "beta2", "eps", "weight_decay"),
    outputs=("theta", "m", "v"),
    cases=(
        case("one entry", theta=normal(1), **adam_state(1), **_settings(t=3, eps=1e-3), _edge=True),
        case("two axes", theta=normal(3, 4), **adam_state(3, 4), **_settings(t=7, eps=1e-3)),
        case(
            "the first step",
            theta=normal(3, 4),
            grad=normal(3, 4),
            m=zeros(3, 4),
            v=zeros(3, 4),
            **_settings(t=1, weight_decay=0.01, lr=1e-3),
        ),
        case(
            "columns without a gradient",
            theta=normal(3, 4),
            grad=_columns([1, 1, 0, 0], normal(3, 4)),
            m=_columns([1, 0, 1, 0], normal(3, 4)),
            v=_columns([1, 0, 1, 0], squares(3, 4)),
            **_settings(t=2),
        ),
        case("no weight decay", theta=normal(2, 5), **adam_state(2, 5), **_settings(t=4, weight_decay=0.0)),
        case("an eps that is felt", theta=normal(2, 5), **adam_state(2, 5, scale=1e-3), **_settings(t=4, eps=1e-3)),
        case("three axes", theta=normal(2, 3, 4), **adam_state(2, 3, 4), **_settings(t=20)),
        case("axes of size one", theta=normal(1, 4, 1), **adam_state(1, 4, 1), **_settings(t=5), _edge=True),
        case(
            "a strided view",
            theta=view(normal(3, 4)),
            grad=view(normal(3, 4)),
            m=view(normal(3, 4)),
            v=view(squares(3, 4)),
            **_settings(t=9),
        ),
        case(
            "float32",
            **{name: single(recipe) for name, recipe in {"theta": normal(3, 4), **adam_state(3, 4)}.items()},
            **_settings(t=3),
            _large=True,
            _rtol=2e-6,
        ),
        case("no axis", theta=normal(), **adam_state(), **_settings(t=3), _edge=True),
        case("an lr of 0", theta=normal(3, 4), **adam_state(3, 4), **_settings(t=3, lr=0.0), _edge=True),
        case(
            "a late step",
            theta=normal(3, 4),
            **adam_state(3, 4),
            **(_settings(t=600_000, lr=6e-5) | {"beta2": 0.999999}),
        ),
        case(
            "huge and tiny gradients side by side",
            theta=normal(4, 4),
            **huge_and_tiny_state(4),
            **_settings(t=100_000),
            _large=True,
        ),
    ),
    identities=IDENTITIES,
    formulas=("m_new", "v_new", "theta_new"),
    by_hand=case(
        "by hand",
        theta=exact([2, -1]),
        grad=exact([4, 0]),
        m=exact([2, 6]),
        v=exact([4, 5.25]),
        t=2,
        lr=0.1,
        beta1=0.5,
        beta2=0.75,
        eps=1.0,
        weight_decay=0.5,
    ),
    hints=(
        "Let every gradient be the same g, and m_0 = 0. What are m_1, m_2, m_3? By which factor do they fall "
        "short of g?",
        "m_t = (1 - beta1) sum_s beta1^(t-s) g = (1 - beta1^t) g: a geometric sum. v_t likewise, with beta2 and g^2. "
        "m_hat and v_hat divide by those factors.",
        "Six lines: the decay of theta, the new m, the new v, the two corrected averages, the step. "
        "The decay touches only theta, eps stands outside the root, and what is returned is m and v uncorrected.",
    ),
)

MISTAKES = (
    Mistake(
        "decay-in-the-gradient",
        "theta = theta - lr * weight_decay * theta",
        "grad = grad + weight_decay * theta",
        "The decay is added to the gradient (L2 regularization). Dividing by sqrt(v_hat) then rescales it, "
        "so weights with large gradients hardly decay. AdamW takes it off theta itself.",
        breaks="forward",
    ),
    Mistake(
        "decay-without-lr",
        "theta = theta - lr * weight_decay * theta",
        "theta = theta - weight_decay * theta",
        "theta shrinks by weight_decay at every step. It is lr weight_decay, so that the decay follows the "
        "learning rate.",
        breaks="forward",
    ),
    Mistake(
        "no-decay",
        "theta = theta - lr * weight_decay * theta",
        "theta = theta.copy()",
        "weight_decay is not used: this is Adam.",
        breaks="forward",
    ),
    Mistake(
        "decay-of-the-moved-theta",
        "theta - lr * m_hat",
        "theta - (1 - lr * weight_decay) * lr * m_hat",
        "The decay is applied after the step, so it shrinks the step too. It is a share of theta as it was given.",
        breaks="forward",
    ),
    Mistake(
        "eps-inside-the-root",
        "np.sqrt(v_hat) + eps",
        "np.sqrt(v_hat + eps)",
        "eps stands under the root, where 1e-8 acts like 1e-4: small gradients take much smaller steps than "
        "they should.",
        breaks="forward",
    ),
    Mistake(
        "eps-before-the-correction",
        "np.sqrt(v_hat) + eps",
        "np.sqrt(v_hat) + eps / np.sqrt(1 - beta2**t)",
        "eps is added to sqrt(v), and the correction then divides it too. That is the paper's rearranged "
        "form, whose eps is another number; here eps is added to the corrected root.",
        breaks="forward",
    ),
    Mistake(
        "no-eps",
        "np.sqrt(v_hat) + eps",
        "np.sqrt(v_hat)",
        "eps is not used. An entry that has had no gradient yet has m_hat = v_hat = 0, and 0 / 0 is NaN: in GPT-2 "
        "those are the positions beyond the longest sequence so far.",
        breaks="forward",
    ),
    Mistake(
        "no-bias-correction",
        "m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)",
        "m_hat, v_hat = m, v",
        "m and v are used as they are. They start from zero, so early on they are far too small, and by "
        "different factors: the first step comes out (1 - beta1) / sqrt(1 - beta2) times as long as it should be.",
        breaks="forward",
    ),
    Mistake(
        "no-correction-of-v",
        "v_hat = v / (1 - beta2**t)",
        "v_hat = v",
        "m is corrected and v is not. v starts from zero as well, and more slowly leaves it: the first steps "
        "are too long.",
        breaks="forward",
    ),
    Mistake(
        "correction-without-the-power",
        "m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)",
        "m_hat = m / (1 - beta1)\n    v_hat = v / (1 - beta2)",
        "The correction divides by 1 - beta at every step. That is right for t = 1; the weights gathered by "
        "step t add up to 1 - beta^t, which soon is 1.",
        breaks="forward",
    ),
    Mistake(
        "t-counted-twice",
        "m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)",
        "m_hat = m / (1 - beta1 ** (t + 1))\n    v_hat = v / (1 - beta2 ** (t + 1))",
        "The correction takes t + 1, as if t counted from 0. It counts from 1: at the first step the power is 1.",
        breaks="forward",
    ),
    Mistake(
        "betas-swapped",
        "m = beta1 * m",
        "beta1, beta2 = beta2, beta1\n    m = beta1 * m",
        "beta1 and beta2 have changed places: beta1 belongs to the average of the gradients, beta2 to that "
        "of their squares.",
        breaks="forward",
    ),
    Mistake(
        "momentum-of-sgd",
        "m = beta1 * m + (1 - beta1) * grad",
        "m = beta1 * m + grad",
        "The gradient enters m with weight 1. m is an average, and the weights of an average add up to 1: it "
        "is 1 - beta1.",
        breaks="forward",
    ),
    Mistake(
        "step-with-the-old-m",
        "m_hat = m / (1 - beta1**t)",
        "m_hat = (m - (1 - beta1) * grad) / beta1 / (1 - beta1**t)",
        "The step uses m as it was before this gradient: m is brought up to date too late, and the first "
        "step goes nowhere.",
        breaks="forward",
    ),
    Mistake(
        "root-forgotten",
        "np.sqrt(v_hat) + eps",
        "v_hat + eps",
        "The step is divided by v_hat, which has the units of a squared gradient. Its root has the gradient's own, "
        "and only then does the scale of the gradients cancel.",
        breaks="forward",
    ),
    Mistake(
        "corrected-averages-returned",
        "return theta, m, v",
        "return theta, m_hat, v_hat",
        "The corrected averages are returned, so the next step averages and corrects them again. Return m "
        "and v themselves.",
        breaks="forward",
    ),
    Mistake(
        "m-changed-in-place",
        "m = beta1 * m + (1 - beta1) * grad",
        "m *= beta1\n    m += (1 - beta1) * grad",
        "m is changed in place, and with it the caller's array. The function is pure: it returns new arrays.",
        breaks="contract",
    ),
)
