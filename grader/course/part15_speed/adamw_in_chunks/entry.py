"""Exercise entry: adamw_in_chunks (AdamW in place, a chunk at a time)."""

from grader.course.captions import memory
from grader.course.inputs import exact, normal, single
from grader.course.part11_optimizer.adam_state import adam_state, huge_and_tiny_state, zeros
from grader.course.part15_speed.adamw_in_chunks.driver import drive
from grader.course.spec import Exercise, Mistake, case


def _state(*shape):
    """Return recipes of theta, its gradient, m and v."""
    return {"theta": normal(*shape), **adam_state(*shape)}


def _case(label, *shape, t, chunk, ask="step", lr=1e-2, eps=1e-3, weight_decay=0.1, **options):
    """Return a case: a random state of one shape, and the options of a step."""
    state = _state(*shape)
    betas = {"beta1": 0.9, "beta2": 0.95}
    settings = {"t": t, "lr": lr, **betas, "eps": eps, "weight_decay": weight_decay, "chunk": chunk}
    return case(label, ask=ask, **(state | options | settings))


EXERCISE = Exercise(
    title="AdamW in chunks",
    points=10,
    arguments=("theta", "grad", "m", "v", "t", "lr", "beta1", "beta2", "eps", "weight_decay", "chunk"),
    outputs=("theta", "m", "v"),
    requires=("share",),
    driver=drive,
    cases=(
        _case("one entry", 1, t=3, chunk=4, _edge=True),
        _case("two axes, a chunk that does not divide", 3, 5, t=7, chunk=4),
        _case("the first step", 3, 4, t=1, chunk=5, m=zeros(3, 4), v=zeros(3, 4)),
        _case("three axes", 2, 3, 4, t=20, chunk=7),
        _case("all at once", 3, 4, t=5, chunk=100),
        _case("entries one by one", 5, t=2, chunk=1),
        _case("axes of size 1", 1, 4, 1, t=4, chunk=3, _edge=True),
        _case("no decay", 2, 5, t=4, chunk=3, weight_decay=0.0),
        _case("a late step", 3, 4, t=600_000, chunk=5, lr=6e-5),
        _case("memory taken beside the arrays", 1, t=2, chunk=5000, ask="memory"),
        _case("more than one chunk of the usual size", 3, 7, t=3, chunk=None, ask="copies", _edge=True),
        _case(
            "float32", 3, 5, t=3, chunk=4, **{n: single(r) for n, r in _state(3, 5).items()}, _large=True, _rtol=1e-5
        ),
        _case(
            "huge and tiny gradients side by side",
            4,
            4,
            t=100_000,
            chunk=5,
            eps=1e-8,
            **huge_and_tiny_state(4),
            _large=True,
        ),
    ),
    by_hand=case(
        "by hand",
        ask="step",
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
        chunk=1,
    ),
    captions={("theta", "memory"): memory("a third of theta's bytes")},
    hints=(
        "Part 11's step reads and writes some twenty arrays as large as the model. Which of them are needed for one "
        "entry, and for how long?",
        "m_hat = m / (1 - beta1^t) and sqrt(v_hat) = sqrt(v) / sqrt(1 - beta2^t): two numbers that multiply the whole "
        "step. Where does each cost nothing?",
        "reshape(-1) of all four (views); for a chunk of each: m, v by *= and +=, one scratch array for sqrt(v), eps, "
        "the quotient and the step; theta *= 1 - lr weight_decay; theta -= the step.",
    ),
)

MISTAKES = (
    Mistake(
        "old-average-used",
        "np.divide(m_, s, out=s)",
        "np.divide(g, s, out=s)",
        "The step is the gradient's in the place of the average's: the momentum is kept and never used.",
        breaks="forward",
    ),
    Mistake(
        "bias-of-m-kept",
        "lr / (1 - beta1**t)",
        "lr",
        "m is not freed of its bias towards the zeros that it started from: the first steps are too short.",
        breaks="forward",
    ),
    Mistake(
        "bias-of-v-kept",
        "1 / math.sqrt(1 - beta2**t)",
        "1.0",
        "v is not freed of its bias towards the zeros that it started from: the first steps are too long.",
        breaks="forward",
    ),
    Mistake(
        "eps-corrected-too",
        "            s *= root\n            s += eps\n",
        "            s += eps\n            s *= root\n",
        "eps is added before the bias is corrected, and so corrected with it.",
        breaks="forward",
    ),
    Mistake(
        "scratch-used-too-early",
        "            np.multiply(g, g, out=s)\n            s *= 1 - beta2\n",
        "            np.multiply(g, s, out=s)\n            s *= 1 - beta2\n",
        "The scratch array still holds (1 - beta1) g when g^2 is made from it.",
        breaks="forward",
    ),
    Mistake(
        "step-decayed",
        "            th *= 1 - lr * weight_decay  # on its own: the decay is no part of m or v\n            th -= s\n",
        "            th -= s\n            th *= 1 - lr * weight_decay\n",
        "The decay takes its part of the new step as well: it belongs to theta as it was.",
        breaks="forward",
    ),
    Mistake(
        "whole-arrays",
        "np.sqrt(v_, out=s)",
        "np.copyto(s, np.sqrt(flat[3])[a:b])",
        "The root of all of v is taken for every chunk: an array as large as the model, each time.",
        breaks="contract",
    ),
)
