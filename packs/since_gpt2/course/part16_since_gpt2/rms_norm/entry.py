"""Exercise entry: rms_norm (RMSNorm over the last axis, an op)."""

import numpy as np

from grader.course.inputs import exact, gain, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _dx_along_x(sample, call):
    """Return, for each row, sum_d dx x less eps / (mean(x^2) + eps) times sum_d dY y.

    For eps = 0, y does not change where x is stretched, so dx is orthogonal to x; for eps > 0 this much is left.
    """
    x, eps = sample.inputs["x"], sample.inputs.get("eps", 1e-5)
    left = eps / (np.mean(x**2, axis=-1) + eps)
    return np.sum(sample.gradients["x"] * x, axis=-1) - left * np.sum(sample.upstream * sample.output, axis=-1)


def _stretched(sample, call):
    """Make x 3 times and eps 9 times as large: y stays, and so does 3 dx."""
    x, eps = sample.inputs["x"], sample.inputs.get("eps", 1e-5)
    other = call({**sample.inputs, "x": 3 * x, "eps": 9 * eps}, sample.upstream)
    return np.stack([other.output - sample.output, 3 * other.gradients["x"] - sample.gradients["x"]])


def _mirrored(sample, call):
    """Take -x for x: y becomes -y, dx stays as it is."""
    other = call({**sample.inputs, "x": -sample.inputs["x"]}, sample.upstream)
    return np.stack([other.output + sample.output, other.gradients["x"] - sample.gradients["x"]])


def _gamma_times_dgamma(sample, call):
    """Return gamma dgamma less the sum of dY y over all rows: y is gamma xhat."""
    D = sample.inputs["gamma"].size
    by_output = (sample.upstream * sample.output).reshape(-1, D).sum(axis=0)
    return sample.inputs["gamma"] * sample.gradients["gamma"] - by_output


EXERCISE = Exercise(
    title="RMS normalization",
    points=10,
    starred=True,
    arguments=("x", "gamma", "eps"),
    gradients=("x", "gamma"),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("rows of one entry", x=normal(3, 1), gamma=gain(1), _edge=True),
        case("two axes", x=normal(3, 5, mean=0.5, std=2.0), gamma=gain(5), _others={"eps": 0.3}),
        case("three axes", x=normal(2, 3, 4, std=1.5), gamma=gain(4)),
        case("four axes, some of size 1", x=normal(2, 1, 3, 6), gamma=gain(6)),
        case("one row, no leading axis", x=normal(4), gamma=gain(4), _edge=True),
        case("square", x=normal(4, 4, mean=-1.0), gamma=gain(4)),
        case("a large eps", x=normal(3, 4), gamma=gain(4), eps=0.5),
        case(
            "a row of zeros, and rows of tiny numbers",
            x=rows(exact([0.0] * 5), normal(5, std=2e-2), normal(5), normal(5, std=3e-3)),
            gamma=gain(5),
            eps=1e-3,
        ),
        case("a strided view", x=view(normal(3, 4)), gamma=view(gain(4))),
        case("large numbers beside small ones", x=rows(normal(6, std=1e8), normal(6)), gamma=gain(6), _large=True),
    ),
    identities=(
        Identity("along x, dx is only what eps leaves", _dx_along_x, of="x"),
        Identity("x times 3 and eps times 9 leave y as it is, and make dx a third", _stretched, of="x"),
        Identity("-x in the place of x turns y round, and not dx", _mirrored, of="x"),
        Identity("gamma times dgamma equals the sum of dY y over the rows", _gamma_times_dgamma, of="gamma"),
    ),
    formulas=("dx", "dgamma"),
    by_hand=case(
        "by hand",
        x=exact([[1, 1, 3, 1], [3, 1, -1, -1]]),
        gamma=exact([2, 1, -1, 3]),
        eps=1.0,
        _upstream=exact([[1, 3, 1, 2], [2, 0, 1, 3]]),
    ),
    hints=(
        "Which outputs of its row does one entry x[i] reach, and by which ways? layer_norm had three: which one is not "
        "there any more?",
        "dL/dx[i] = sum_d g[d] dxhat[d]/dx[i] with g = dL/dxhat, and xhat[d] = x[d] / rms: use the quotient rule, with "
        "drms/dx[i] worked out first. Write xhat wherever x / rms comes up.",
        "dx has two terms over one rms: g, and xhat times a mean over the row, one number for each row. For gamma, sum "
        "over all leading axes.",
    ),
)

MISTAKES = (
    Mistake(
        "rms-as-a-constant",
        "(g - along * x_hat)",
        "g",
        "dx treats the rms as a constant. It is made of the whole row, so x[i] reaches all outputs of its row "
        "through it.",
    ),
    Mistake(
        "mean-term-of-layer-norm",
        "(g - along * x_hat)",
        "(g - g.mean(axis=-1, keepdims=True) - along * x_hat)",
        "dx has layer_norm's term through mu, the mean of g. No mean is taken off here, so there is no such way.",
    ),
    Mistake(
        "sign-of-the-second-term",
        "(g - along * x_hat)",
        "(g + along * x_hat)",
        "The term through the rms is added. The rms divides: as it grows, all of xhat shrinks, so the term is "
        "taken away.",
    ),
    Mistake(
        "root-without-its-half",
        "(g - along * x_hat)",
        "(g - 2 * along * x_hat)",
        "The term through the rms is twice too large: the square brings a factor 2, the root a factor 1/2.",
    ),
    Mistake(
        "sum-for-mean",
        "along = np.vecdot(g, x_hat, keepdims=True) / D",
        "along = np.vecdot(g, x_hat, keepdims=True)",
        "The term through the rms lacks its 1/D: the rms has a mean over the row in it, and so has its derivative.",
    ),
    Mistake(
        "diagonal-only",
        "along = np.vecdot(g, x_hat, keepdims=True) / D",
        "along = g * x_hat / D",
        "Only the diagonal of the Jacobian is there: what x[i] does to its own output. Through the rms it reaches "
        "every output of its row.",
    ),
    Mistake(
        "rms-missing-in-second-term",
        "(g - along * x_hat)",
        "(g - along * x)",
        "The term through the rms has x in the place of xhat: one factor 1/rms was lost between the two.",
    ),
    Mistake(
        "not-divided-by-rms",
        "dx = inverse_rms * (",
        "dx = (",
        "dx lacks the factor 1/rms: both of its terms have it, since every entry is divided by the rms.",
    ),
    Mistake(
        "gamma-forgotten",
        "g = gamma * dY",
        "g = dY",
        "dx starts from dY where it has to start from dL/dxhat: y = gamma xhat, so gamma stands in between.",
    ),
    Mistake(
        "gamma-outside",
        "dx = inverse_rms * (g - along * x_hat)",
        "dx = gamma * inverse_rms * (dY - np.vecdot(dY, x_hat, keepdims=True) / D * x_hat)",
        "gamma multiplies dx at the very end. It differs from one d to the next, so it belongs inside the mean over d.",
    ),
    Mistake(
        "dgamma-with-x",
        'np.einsum("nd,nd->d", rows, x_hat.reshape(-1, D))',
        'np.einsum("nd,nd->d", rows, x.reshape(-1, D))',
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
        "mean-taken-off",
        "mean_square = np.vecdot(x, x, keepdims=True) / D",
        "x = x - x.mean(axis=-1, keepdims=True); mean_square = np.vecdot(x, x, keepdims=True) / D",
        "The mean is taken off each row first: that is layer_norm without its beta. RMSNorm leaves the mean in.",
        breaks="forward",
    ),
    Mistake(
        "length-in-place-of-rms",
        "mean_square = np.vecdot(x, x, keepdims=True) / D",
        "mean_square = np.vecdot(x, x, keepdims=True)",
        "Each row is divided by its length, the root of a sum. The rms is the root of a mean: its square is D times "
        "smaller.",
        breaks="forward",
    ),
    Mistake(
        "eps-outside-the-root",
        "1 / np.sqrt(mean_square + eps)",
        "1 / (np.sqrt(mean_square) + eps)",
        "eps is added to the rms. It belongs under the root, with the mean of the squares, and a row of tiny numbers "
        "shows the difference.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-from-the-caller",
        "np.sqrt(mean_square + eps)",
        "np.sqrt(mean_square + 1e-5)",
        "eps stands there as the number 1e-5, whatever the caller passes. It is an argument: use it.",
        breaks="forward",
    ),
    Mistake(
        "wrong-axis",
        "mean_square = np.vecdot(x, x, keepdims=True) / D",
        "mean_square = np.mean(x**2, axis=0, keepdims=True)",
        "The mean of the squares is taken over the first axis, each feature across the batch. RMSNorm knows one row "
        "at a time.",
        breaks="forward",
    ),
)
