"""Exercise entry: layer_norm (LayerNorm over the last axis, an op)."""

import numpy as np

from grader.course.inputs import exact, gain, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _dx_along_x(sample, call):
    """Return, for each row, sum_d dx x less eps / (var + eps) times sum_d dY (y - beta).

    xhat does not change where x - mu is scaled by s and eps by s^2. So for eps = 0, dx is orthogonal to xhat; for
    eps > 0 its component along xhat is this one. (dx sums to 0, so x gives the same as x - mu.)
    """
    x, eps = sample.inputs["x"], sample.inputs.get("eps", 1e-5)
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.mean(centred**2, axis=-1)
    along = np.sum(sample.gradients["x"] * centred, axis=-1)
    return along - eps / (variance + eps) * np.sum(sample.upstream * (sample.output - sample.inputs["beta"]), axis=-1)


def _shifted(sample, call):
    """Add another constant to each row of x, and return the changes of the output and of dx, which should be 0."""
    x = sample.inputs["x"]
    shift = 1.0 + np.arange(x[..., 0].size).reshape(*x.shape[:-1], 1)
    other = call({**sample.inputs, "x": x + shift}, sample.upstream)
    return np.stack([other.output - sample.output, other.gradients["x"] - sample.gradients["x"]])


def _gamma_times_dgamma(sample, call):
    """Return gamma dgamma less the sum of dY (y - beta) over all rows: y - beta is gamma xhat."""
    D = sample.inputs["gamma"].size
    by_output = (sample.upstream * (sample.output - sample.inputs["beta"])).reshape(-1, D).sum(axis=0)
    return sample.inputs["gamma"] * sample.gradients["gamma"] - by_output


EXERCISE = Exercise(
    title="Layer normalization",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("x", "gamma", "beta", "eps"),
    gradients=("x", "gamma", "beta"),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("rows of one entry", x=normal(3, 1), gamma=gain(1), beta=normal(1), _edge=True),
        case("two axes", x=normal(3, 5, mean=0.5, std=2.0), gamma=gain(5), beta=normal(5), _others={"eps": 0.3}),
        case("three axes", x=normal(2, 3, 4, std=1.5), gamma=gain(4), beta=normal(4)),
        case("four axes, some of size 1", x=normal(2, 1, 3, 6), gamma=gain(6), beta=normal(6)),
        case("one row, no leading axis", x=normal(4), gamma=gain(4), beta=normal(4)),
        case("square", x=normal(4, 4, mean=-1.0), gamma=gain(4), beta=normal(4)),
        case("a large eps", x=normal(3, 4), gamma=gain(4), beta=normal(4), eps=0.5),
        case(
            "rows of tiny variance",
            x=rows(normal(5, std=2e-2), exact([0.5] * 5), normal(5), normal(5, std=3e-3)),
            gamma=gain(5),
            beta=normal(5),
            eps=1e-3,
        ),
        case("a strided view", x=view(normal(3, 70)), gamma=view(gain(70)), beta=view(normal(70))),
        # Here mu and x - mu have an absolute error of 1e-10; a difference of squares of 1e12 has one of 1e-4.
        case("a mean of a million", x=normal(4, 6, mean=1e6), gamma=gain(6), beta=normal(6), _large=True, _rtol=1e-7),
    ),
    identities=(
        Identity("dx sums to 0 over the last axis", lambda s, call: np.sum(s.gradients["x"], axis=-1), of="x"),
        Identity("along x, dx is only what eps leaves", _dx_along_x, of="x"),
        Identity("a constant added to a row changes nothing", _shifted),
        Identity("gamma times dgamma equals the sum of dY (y - beta) over the rows", _gamma_times_dgamma, of="gamma"),
    ),
    formulas=("dx", "dgamma", "dbeta"),
    by_hand=case(
        "by hand",
        x=exact([[1, 4, 1], [4, 1, 1]]),
        gamma=exact([2, 1, -1]),
        beta=exact([0, 1, 3]),
        eps=2.0,
        _upstream=exact([[1, 3, 2], [0, 1, 1]]),
    ),
    hints=(
        "Which outputs of its row does one entry x[i] reach, and by which ways? Do gamma and beta know which row "
        "they serve?",
        "dL/dx[i] = sum_d g[d] dxhat[d]/dx[i] with g = dL/dxhat. xhat[d] = (x[d] - mu) / sigma: use the quotient "
        "rule, with "
        "dmu/dx[i] and dsigma/dx[i] worked out first, and name what comes back as xhat.",
        "dx has three terms over one sigma: g, a mean over the row that is the same for all d, and xhat times "
        "another mean "
        "over the row. For gamma and beta, sum over all leading axes.",
    ),
)

MISTAKES = (
    Mistake(
        "missing-mean-term",
        "(g - through_mean - through_sigma)",
        "(g - through_sigma)",
        "dx lacks the term through mu: every x[i] moves the mean, and with it every xhat of its row. So dx does "
        "not sum to 0.",
    ),
    Mistake(
        "missing-x-hat-term",
        "(g - through_mean - through_sigma)",
        "(g - through_mean)",
        "dx lacks the term through sigma: every x[i] moves the variance, and with it every xhat of its row, "
        "by an amount in proportion to xhat.",
    ),
    Mistake(
        "statistics-as-constants",
        "(g - through_mean - through_sigma)",
        "g",
        "dx treats mu and sigma as constants. They are functions of the whole row, so x[i] reaches all outputs of "
        "its row.",
    ),
    Mistake(
        "gamma-forgotten",
        "g = gamma * dY",
        "g = dY",
        "dx starts from dY where it has to start from dL/dxhat: y = gamma xhat + beta, so gamma stands in between.",
    ),
    Mistake(
        "gamma-outside",
        "dx = inverse_sigma * (g - through_mean - through_sigma)",
        "dx = gamma * inverse_sigma * (dY - dY.mean(axis=-1, keepdims=True)"
        " - x_hat * (np.vecdot(dY, x_hat, keepdims=True) / D))",
        "gamma multiplies dx at the very end. It differs from one d to the next, so it belongs inside the means "
        "over d.",
    ),
    Mistake(
        "sigma-missing-in-x-hat-term",
        "through_sigma = x_hat *",
        "through_sigma = centred *",
        "The term through sigma has x - mu in the place of xhat: one factor 1/sigma was lost between the two.",
    ),
    Mistake(
        "sum-for-mean",
        "(np.vecdot(g, x_hat, keepdims=True) / D)",
        "np.vecdot(g, x_hat, keepdims=True)",
        "The term through sigma lacks its 1/D: the variance is a mean over the row, and so is what its derivative "
        "brings.",
    ),
    Mistake(
        "not-divided-by-sigma",
        "dx = inverse_sigma * (",
        "dx = (",
        "dx lacks the factor 1/sigma: it is the gradient of x - mu, projected, before the division by sqrt(var + eps).",
    ),
    Mistake(
        "dgamma-with-x",
        'dgamma = np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))',
        'dgamma = np.einsum("nd,nd->d", rows, x.reshape(-1, D))',
        "dgamma is summed with x in the place of xhat: gamma multiplies the normalized row, not x.",
    ),
    Mistake(
        "mean-over-rows",
        'np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))',
        'np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D)) / len(rows)',
        "dgamma is averaged over the rows. One gamma serves them all, so the chain rule adds; a mean belongs to "
        "the loss.",
    ),
    Mistake(
        "leading-axes-not-summed",
        'np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))',
        "dY * x_hat",
        "dgamma has the shape of x: gamma was broadcast to every row, so its gradient sums over all leading axes.",
        breaks="contract",
    ),
    Mistake(
        "eps-outside-the-root",
        "1 / np.sqrt(variance + eps)",
        "1 / (np.sqrt(variance) + eps)",
        "eps is added to the standard deviation. It belongs under the root, with the variance, and a row of tiny "
        "variance shows the difference.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-from-the-caller",
        "np.sqrt(variance + eps)",
        "np.sqrt(variance + 1e-5)",
        "eps stands there as the number 1e-5, whatever the caller passes. It is an argument: use it.",
        breaks="forward",
    ),
    Mistake(
        "unbiased-variance",
        "variance = np.vecdot(centred, centred, keepdims=True) / D",
        "variance = np.vecdot(centred, centred, keepdims=True) / (D - 1)",
        "The variance is divided by D - 1. LayerNorm does not estimate anything: it divides by D. (With D = 1 it "
        "is 0 / 0.)",
        breaks="forward",
    ),
    Mistake(
        "wrong-axis",
        "mean = x.mean(axis=-1, keepdims=True)  # (..., 1)\n"
        "    centred = x - mean  # (..., D)\n"
        "    variance = np.vecdot(centred, centred, keepdims=True) / D",
        "mean = x.mean(axis=0, keepdims=True)\n"
        "    centred = x - mean\n    variance = np.mean(centred**2, axis=0, keepdims=True)",
        "Mean and variance are taken over the first axis, each feature across the batch: that is batch normalization. "
        "LayerNorm knows one row at a time.",
        breaks="forward",
    ),
    Mistake(
        "naive-variance",
        "variance = np.vecdot(centred, centred, keepdims=True) / D",
        "variance = np.mean(x**2, axis=-1, keepdims=True) - mean**2",
        "The variance is E[x^2] - E[x]^2: with a mean of 1e6 both are 1e12, known to 1e-4, and their difference "
        "keeps no "
        "more digits than that. Subtract the mean first, then square.",
        breaks="robustness",
    ),
    Mistake(
        "statistics-of-the-whole-array",
        "mean = x.mean(axis=-1, keepdims=True)  # (..., 1)\n"
        "    centred = x - mean  # (..., D)\n"
        "    variance = np.vecdot(centred, centred, keepdims=True) / D",
        "mean = x.mean()\n    centred = x - mean  # (..., D)\n    variance = np.mean(centred * centred, keepdims=True)",
        "Mean and variance are of the whole array. LayerNorm takes those of each row, along the last axis, and no "
        "row knows of another.",
        "forward",
    ),
)
