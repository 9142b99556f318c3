"""Exercise entry: gelu_tanh (GELU in the tanh approximation, an op)."""

from grader.course.inputs import exact, normal, rows, view
from grader.course.spec import Exercise, Identity, Mistake, case

EXERCISE = Exercise(
    title="GELU, the tanh form",
    points=5,
    in_gpt2=True,
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
        Identity("Y of x less Y of -x is x", lambda s, call: s.output - _mirrored(s, call).output - s.inputs["x"]),
        Identity(
            "dx of x and dx of -x add up to dY",
            lambda s, call: s.gradients["x"] + _mirrored(s, call).gradients["x"] - s.upstream,
            of="x",
        ),
    ),
    formulas=("dx",),
    by_hand=case("by hand", x=exact([0, 1, -1]), _upstream=exact([2, 1, -3])),
    hints=(
        "x stands in two places: as a factor, and inside tanh. And inside tanh it stands in two terms.",
        "dx[i] = dY[i] ((1 + t)/2 + x/2 dt/du du/dx) at x[i], t = tanh u. What are dt/du, in terms of t, and du/dx?",
        "dY times an expression of x's shape in x and t alone: no exponential, and tanh need not be computed again.",
    ),
)


def _mirrored(sample, call):
    """Call the op on -x."""
    return call({"x": -sample.inputs["x"]}, sample.upstream)


MISTAKES = (
    Mistake(
        "tanh-taken-for-constant",
        "slope += 1 + t",
        "slope = 1 + t",
        "tanh u is treated as a constant. It depends on x as well, so the product rule has a second term, x/2 dt/dx.",
    ),
    Mistake(
        "gaussian-density",
        "slope += 1 + t",
        "slope = 1 + t + 2 * x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)",
        "(1 + tanh u)/2 is paired with the normal density, which is the derivative of the exact Phi and not of this "
        "one. The sum is off by up to 8e-4: near, but the slope of no function that is computed here.",
    ),
    Mistake(
        "inner-slope-missing",
        "slope += ROOT",
        "slope = 1",
        "The chain stops at tanh: tanh'(u) is there, and its inner slope du/dx is missing.",
    ),
    Mistake(
        "cubic-term-not-differentiated",
        "slope *= 3 * CUBIC * ROOT",
        "slope *= 0",
        "du/dx has only the slope of the linear term: 0.044715 x^3 has one too, 3 times 0.044715 x^2.",
    ),
    Mistake(
        "three-forgotten",
        "slope *= 3 * CUBIC * ROOT",
        "slope *= CUBIC * ROOT",
        "The slope of x^3 is 3 x^2: the 3 is missing.",
    ),
    Mistake(
        "tanh-slope-not-squared",
        "1 - t * t",
        "1 - t",
        "tanh' is taken to be 1 - tanh. It is 1 - tanh^2.",
    ),
    Mistake(
        "upstream-forgotten",
        "slope *= 0.5 * dY",
        "slope *= 0.5",
        "dx ignores the upstream gradient: it is the gradient of sum(Y), not of L.",
    ),
    Mistake(
        "tanh-by-exponentials",
        "np.tanh(t)",
        "(np.exp(2 * t) - 1) / (np.exp(2 * t) + 1)",
        "tanh is written out as (e^2u - 1)/(e^2u + 1). For large u both exponentials overflow and inf/inf is nan; "
        "np.tanh goes to 1 there.",
        breaks="robustness",
    ),
    Mistake(
        "derivative-of-the-erf-form",
        "slope *= 0.5 * dY",
        "from scipy.special import erf\n"
        "\n"
        "        phi = np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)\n"
        "        slope = dY * (0.5 * (1 + erf(x / math.sqrt(2))) + x * phi)",
        "This is the derivative of the exact form, Phi(x) + x phi(x), while the forward is the tanh form: near, but "
        "another curve's slope.",
    ),
)
