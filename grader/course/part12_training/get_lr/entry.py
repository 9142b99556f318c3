"""Exercise entry: get_lr (the learning rate of a step: linear warm-up, then cosine decay)."""

from grader.course.inputs import integers
from grader.course.part12_training.get_lr.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _steps(*its: int):
    """Step numbers."""
    return integers(list(its))


def _schedule(learning_rate: float, min_lr: float, warmup_iters: int, lr_decay_iters: int) -> dict:
    """Return get_lr's options by name."""
    names = ("learning_rate", "min_lr", "warmup_iters", "lr_decay_iters")
    return dict(zip(names, (learning_rate, min_lr, warmup_iters, lr_decay_iters), strict=True))


EXERCISE = Exercise(
    title="The learning rate of a step",
    points=5,
    arguments=("it", "learning_rate", "min_lr", "warmup_iters", "lr_decay_iters"),
    outputs=("lr",),
    driver=drive,
    cases=(
        case("the first step", its=_steps(0), **_schedule(1e-3, 1e-4, 10, 100)),
        case("a whole run", its=_steps(*range(110)), **_schedule(1e-3, 1e-4, 10, 100)),
        case("no warm-up", its=_steps(*range(9)), **_schedule(0.5, 0.125, 0, 7)),
        case("one step of warm-up", its=_steps(*range(9)), **_schedule(0.5, 0.125, 1, 6)),
        case("down to zero", its=_steps(*range(12)), **_schedule(3e-2, 0.0, 3, 10)),
        case("a constant rate after the warm-up", its=_steps(*range(9)), **_schedule(0.3, 0.3, 4, 7)),
        case("a ramp and no wave", its=_steps(*range(8)), **_schedule(0.4, 0.1, 5, 5), _edge=True),
        case("neither ramp nor wave", its=_steps(0, 1, 2), **_schedule(0.4, 0.1, 0, 0), _edge=True),
        case("steps in any order, some twice", its=_steps(8, 2, 5, 2, 0, 9, 8, 4), **_schedule(0.4, 0.1, 3, 8)),
        case("one step of wave", its=_steps(*range(8)), **_schedule(0.4, 0.1, 4, 5)),
        case(
            "the 600,000 steps of GPT-2",
            its=_steps(0, 1, 999, 1999, 2000, 2001, 100_000, 301_000, 599_999, 600_000, 600_001, 10**9),
            **_schedule(6e-4, 6e-5, 2000, 600_000),
            _large=True,
        ),
    ),
    by_hand=case("by hand", its=_steps(0, 3, 4, 5, 7, 9), **_schedule(1.0, 0.2, 3, 7)),
    captions={"lr": Caption()},
    hints=(
        "Draw the rate over the steps and mark the two corners. Which three stretches are there, and to which does "
        "each corner belong?",
        "On the wave, share = (it - warmup_iters) / (how long the wave is) runs from 0 to 1. Which function of "
        "cos(pi share) runs from 1 to 0? And what runs from learning_rate to min_lr then?",
        "Two ifs that return, one for the ramp and one for the end, and then min_lr + height (learning_rate - min_lr). "
        "With warmup_iters equal to lr_decay_iters nothing may be divided by their difference.",
    ),
)

MISTAKES = (
    Mistake(
        "first-step-at-zero",
        "learning_rate * (it + 1) / (warmup_iters + 1)",
        "learning_rate * it / warmup_iters",
        "The ramp starts at 0, so the first batch is read and nothing is learned from it. Count from it + 1, and "
        "divide by warmup_iters + 1, so that the ramp meets learning_rate at it = warmup_iters.",
        breaks="forward",
    ),
    Mistake(
        "ramp-ends-a-step-early",
        "learning_rate * (it + 1) / (warmup_iters + 1)",
        "learning_rate * (it + 1) / warmup_iters",
        "The ramp reaches learning_rate one step early, at it = warmup_iters - 1. It has warmup_iters + 1 equal "
        "steps: the last of them is the first of the wave.",
        breaks="forward",
    ),
    Mistake(
        "ramp-from-min-lr",
        "learning_rate * (it + 1) / (warmup_iters + 1)",
        "min_lr + (learning_rate - min_lr) * (it + 1) / (warmup_iters + 1)",
        "The ramp starts from min_lr. min_lr is the floor of the wave only; the ramp starts from nothing.",
        breaks="forward",
    ),
    Mistake(
        "no-warm-up",
        "learning_rate * (it + 1) / (warmup_iters + 1)",
        "learning_rate",
        "There is no ramp. AdamW's first steps have the full length whatever the gradient is, while its averages "
        "know one batch only: the ramp keeps them short.",
        breaks="forward",
    ),
    Mistake(
        "wave-over-the-whole-run",
        "(it - warmup_iters) / (lr_decay_iters - warmup_iters)",
        "it / lr_decay_iters",
        "The wave is laid over the whole run, ramp and all: after the ramp the rate jumps. It begins at "
        "it = warmup_iters, and it is that much shorter.",
        breaks="forward",
    ),
    Mistake(
        "straight-line",
        "0.5 * (1 + math.cos(math.pi * share))",
        "1 - share",
        "The rate falls in a straight line. Half of 1 + cos(pi share) has the same ends and is flat at both.",
        breaks="forward",
    ),
    Mistake(
        "quarter-wave",
        "0.5 * (1 + math.cos(math.pi * share))",
        "math.cos(0.5 * math.pi * share)",
        "This is a quarter of a wave: it stays high for longer, and comes down steeply at the end. The angle runs "
        "from 0 to pi, and 1 + cos is halved.",
        breaks="forward",
    ),
    Mistake(
        "down-to-zero",
        "min_lr + height * (learning_rate - min_lr)",
        "max(min_lr, height * learning_rate)",
        "The wave goes down to 0 and is cut off at min_lr. It is min_lr that it goes down to: only "
        "learning_rate - min_lr is scaled.",
        breaks="forward",
    ),
    Mistake(
        "min-lr-forgotten",
        "min_lr + height * (learning_rate - min_lr)",
        "height * learning_rate",
        "The wave goes down to 0, and only the steps after it have min_lr. It is min_lr that it goes down to: only "
        "learning_rate - min_lr is scaled, and min_lr is added.",
        breaks="forward",
    ),
    Mistake(
        "no-pi",
        "math.cos(math.pi * share)",
        "math.cos(share)",
        "The angle runs from 0 to 1, so the cosine comes down to 0.54 only. Half a wave takes an angle from 0 to pi.",
        breaks="forward",
    ),
    Mistake(
        "min-lr-on-top",
        "height * (learning_rate - min_lr)",
        "height * learning_rate",
        "The wave starts at learning_rate + min_lr: what falls is the difference of the two.",
        breaks="forward",
    ),
    Mistake(
        "never-ends",
        "if it >= lr_decay_iters:",
        "if lr_decay_iters == warmup_iters:",
        "After lr_decay_iters the cosine comes up again, and the rate with it. From there on it stays at min_lr.",
        breaks="forward",
    ),
    Mistake(
        "wave-of-no-length",
        "if it >= lr_decay_iters:",
        "if it > lr_decay_iters:",
        "Where warmup_iters and lr_decay_iters are equal, this divides by 0 at that step. At it = lr_decay_iters the "
        "wave is at min_lr anyway: return it there already.",
        breaks="contract",
    ),
)
