"""Exercise entry: gelu (GELU with the exact erf, an op)."""

from grader.course.inputs import exact, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="GELU, the exact form",
    points=10,
    in_gpt2=True,
    starred=True,
    arguments=("x",),
    gradients=("x",),
    batched=("x",),
    forward_is_public=True,
    cases=(
        case("one entry", x=normal(1), _edge=True),
        case("two axes", x=normal(4, 5)),
        case("three axes", x=normal(2, 3, 4)),
        case("an axis of size 1", x=normal(3, 1, 2), _edge=True),
        case("zero, and both tails", x=exact([-9.0, -4.0, -0.75, 0.0, 0.75, 4.0, 9.0])),
        case("a strided view", x=view(normal(3, 70))),
        case("large numbers", x=rows(normal(5), exact([-1e4, -30.0, 0.5, 30.0, 1e4]), normal(5, std=1e4)), _large=True),
    ),
    identities=(
        Identity("gelu(x) - gelu(-x) = x", lambda s, call: s.output - _mirrored(s, call).output - s.inputs["x"]),
        Identity(
            "dx of x and dx of -x add up to dY",
            lambda s, call: s.gradients["x"] + _mirrored(s, call).gradients["x"] - s.upstream,
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([0, 1, -1]), _upstream=exact([2, 1, -3])),
    hints=(
        "x stands in two places of x Phi(x). What does each contribute to the slope?",
        "dx[i] = dY[i] (Phi(x[i]) + x[i] Phi'(x[i])). With erf'(u) = 2/sqrt(pi) exp(-u^2), what is Phi'?",
        "dY times (cdf + x pdf), all of x's shape, where cdf is what the forward has and pdf is Phi', one exponential.",
    ),
)


def _mirrored(sample, call):
    """Call the op on -x."""
    return call({"x": -sample.inputs["x"]}, sample.upstream)


MISTAKES = (
    Mistake(
        "density-term-missing",
        "dY * (cdf + x * pdf)",
        "dY * cdf",
        "Phi(x) is treated as a constant. It depends on x as well, so the product rule has a second term, x Phi'(x).",
    ),
    Mistake(
        "tanh-cdf-with-gaussian-density",
        "dY * (cdf + x * pdf)",
        "dY * (0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))) + x * pdf)",
        "Phi is the tanh approximation, while its derivative is the normal density of the exact form. The two belong "
        "to different functions; the sum is off by up to 2e-4, which a plot does not show and a check does.",
    ),
    Mistake(
        "derivative-of-the-tanh-form",
        "dx = dY * (cdf + x * pdf)",
        "t = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))\n"
        "        u_slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x * x)\n"
        "        dx = dY * 0.5 * (1 + t + x * (1 - t * t) * u_slope)",
        "This is the derivative of the tanh form, while the forward is the exact one: near, but another curve's slope.",
    ),
    Mistake(
        "inner-slope-missing",
        "np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)",
        "np.exp(-0.5 * x * x) / math.sqrt(math.pi)",
        "The factor 1/sqrt(2), the slope of x/sqrt(2) inside erf, is missing: the density is sqrt(2) times too large.",
    ),
    Mistake(
        "exponent-not-halved",
        "np.exp(-0.5 * x * x)",
        "np.exp(-x * x)",
        "The exponent is -x^2. erf'(u) has exp(-u^2) with u = x/sqrt(2), which makes it -x^2/2.",
    ),
    Mistake(
        "factor-x-missing",
        "cdf + x * pdf",
        "cdf + pdf",
        "The second term is Phi'(x) without its factor x. Where the product rule differentiates one factor, it keeps "
        "the other.",
    ),
    Mistake(
        "density-term-subtracted",
        "cdf + x * pdf",
        "cdf - x * pdf",
        "The second term is subtracted. Phi grows with x, so its slope, the density, is positive.",
    ),
    Mistake(
        "upstream-forgotten",
        "dY * (cdf + x * pdf)",
        "cdf + x * pdf",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
    Mistake(
        "erf-of-x",
        "erf(x / math.sqrt(2))",
        "erf(x)",
        "erf is taken of x. The normal distribution function is Phi(x) = (1 + erf(x/sqrt(2)))/2.",
        breaks="forward",
    ),
    Mistake(
        "tanh-form-forward",
        "erf(x / math.sqrt(2)))",
        "np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)))",
        "The forward is the tanh approximation, which is the exercise gelu_tanh. Here the exact erf is asked for.",
        breaks="forward",
    ),
    Mistake(
        "derivative-of-the-sigmoid-form",
        "        dx = dY * (cdf + x * pdf)\n",
        "        s = 0.5 * (1 + np.tanh(0.851 * x))\n        dx = dY * s * (1 + 1.702 * x * (1 - s))\n",
        "This is the derivative of x / (1 + exp(-1.702 x)), a rougher form of GELU. The forward is the exact one, and "
        "so is the slope that is wanted.",
    ),
    Mistake(
        "sigmoid-form-forward",
        "cdf = 0.5 * (1 + erf(x / math.sqrt(2)))",
        "cdf = 1 / (1 + np.exp(-1.702 * x))",
        "This is x sigmoid(1.702 x), a logistic curve that is near GELU: it is off by up to 0.02. The one asked for "
        "has erf.",
        "forward",
    ),
)
