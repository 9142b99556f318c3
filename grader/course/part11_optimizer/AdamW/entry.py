"""Exercise entry: AdamW (the AdamW optimizer, a class with a state that can be saved)."""

from collections.abc import Callable
from types import MappingProxyType

from grader.course.captions import BITS, pytorch
from grader.course.inputs import exact, normal, single, view
from grader.course.part11_optimizer.AdamW.driver import NAMES, drive
from grader.course.spec import Caption, Exercise, Mistake, Recipe, case


def _model(*shapes: tuple[int, ...], steps: int, std: float = 1.0) -> dict:
    """Return recipes for parameters of these shapes, and for a gradient of each at every step."""
    theta = {name: normal(*shape) for name, shape in zip(NAMES, shapes, strict=True)}
    grads = {name: normal(steps, *shape, std=std) for name, shape in zip(NAMES, shapes, strict=True)}
    return {"theta": theta, "grads": grads}


def _without_gradient(name: str, model: dict) -> dict:
    """Return the model with no gradient for one parameter."""
    return {**model, "grads": model["grads"] | {name: None}}


def _settings(
    lrs, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1, without=MappingProxyType({}), bare=False, split=False
) -> dict:
    settings = {"without": dict(without), "lrs": tuple(lrs), "betas": betas, "eps": eps, "weight_decay": weight_decay}
    return settings | {"bare": bare, "split": split}


def _zero_at(step: int, model: dict) -> dict:
    """Return the model with gradients of zeros at one step."""

    def build(recipe: Recipe) -> Recipe:
        def gradients(rng):
            drawn = recipe(rng)
            drawn[step] = 0
            return drawn

        return gradients

    return {**model, "grads": {name: build(recipe) for name, recipe in model["grads"].items()}}


def _made_by(make: Callable[[Recipe], Recipe], model: dict) -> dict:
    """Return the model with every recipe changed, as `view` and `single` do."""
    return {part: {name: make(recipe) for name, recipe in named.items()} for part, named in model.items()}


_SHAPES = ((3, 4), (5,), (4,))

EXERCISE = Exercise(
    title="AdamW for all parameters",
    points=10,
    arguments=(),
    outputs=(
        *(*NAMES, *(f"{name}_resumed" for name in NAMES)),
        *("t", "t_differs", "left", "refused", "entries_astray", "float_bits"),
    ),
    driver=drive,
    requires=("adamw_update",),
    cases=(
        case("one step", **_model((1, 1), (1,), (1,), steps=1), **_settings([0.1]), _edge=True),
        case(
            "six steps, lr on a schedule",
            **_model(*_SHAPES, steps=6),
            **_settings([1e-2, 3e-2, 2e-2, 1e-2, 5e-3, 1e-3]),
        ),
        case("strong decay", **_model(*_SHAPES, steps=4), **_settings([0.1] * 4, weight_decay=2.0)),
        case("no decay", **_model(*_SHAPES, steps=3), **_settings([0.1] * 3, weight_decay=0.0)),
        case("an eps that is felt", **_model(*_SHAPES, steps=5, std=1e-3), **_settings([0.1] * 5, eps=1e-3)),
        case("a bias without a gradient", **_without_gradient("b", _model(*_SHAPES, steps=4)), **_settings([0.1] * 4)),
        case(
            "a matrix without a gradient", **_without_gradient("W", _model(*_SHAPES, steps=4)), **_settings([0.1] * 4)
        ),
        case(
            "gradients that come and go",
            **_model(*_SHAPES, steps=6),
            **_settings([0.1] * 6, without={"W": (0, 1), "b": (2, 3), "gamma": (0, 2, 4)}),
        ),
        case("the defaults", **_model(*_SHAPES, steps=3), **_settings([None] * 3, None, None, None)),
        case("gradients of zeros", **_zero_at(1, _model(*_SHAPES, steps=3)), **_settings([0.1] * 3)),
        case("float32", **_made_by(single, _model(*_SHAPES, steps=4)), **_settings([0.1] * 4), _rtol=2e-6),
        case(
            "parameters of data, grad and zero_grad",
            **_model(*_SHAPES, steps=2),
            **_settings([0.1] * 2, bare=True),
            _edge=True,
        ),
        case("large parameters", **_model(*_SHAPES, steps=1), **_settings([0.1], split=True)),
        case("three axes and none", **_model((2, 3, 4), (), (4, 1), steps=5), **_settings([0.03] * 5)),
        case("strided views", **_made_by(view, _model(*_SHAPES, steps=3)), **_settings([0.1] * 3)),
        case(
            "huge gradients, 60 steps",
            **_model(*_SHAPES, steps=60, std=1e100),
            **_settings([1e-2] * 60),
            _large=True,
        ),
    ),
    by_hand=case(
        "by hand",
        theta={"W": exact([[2, -4]]), "b": exact([2]), "gamma": exact([1])},
        grads={"W": exact([[[3, 0]]]), "b": exact([[-5]]), "gamma": None},
        **_settings([0.1], eps=1e-12, weight_decay=0.5),
    ),
    by_hand_asks=("W", "b"),
    captions={
        **{f"{name}_resumed": pytorch(f"{name}, continued from a loaded state") for name in ("W", "b", "gamma")},
        "t": Caption(),
        "t_differs": Caption("steps after which t is not the number of steps taken"),
        "entries_astray": Caption("entries of large parameters that move otherwise than in small ones"),
        "float_bits": BITS,
        "left": Caption("entries of gradients that zero_grad leaves"),
        "refused": Caption("states that do not fit and raise a ValueError"),
    },
    hints=(
        "Which numbers have to live from one step to the next? Which of them are there once for each parameter, and "
        "which once in all?",
        "At step t every parameter that has a gradient becomes adamw_update(theta, grad, m, v, t, ...)'s theta, and so "
        "do its m and v. weight_decay is 0 for a parameter of fewer than two axes.",
        "__init__: two lists of zeros. step: t up by one; a loop over parameter, m and v. state: t and copies of all m "
        "and v under names that say which; load_state: check the names and the shapes, then put them back.",
    ),
)

MISTAKES = (
    Mistake(
        "decay-on-all",
        "self.weight_decay if p.data.ndim >= 2 else 0.0",
        "self.weight_decay",
        "Biases and norms decay too. A gamma drawn to 0 would switch its channel off, and a bias costs nothing: only "
        "parameters of two axes or more decay.",
        breaks="forward",
    ),
    Mistake(
        "decay-on-none",
        "self.weight_decay if p.data.ndim >= 2 else 0.0",
        "0.0",
        "Nothing decays: weight_decay is kept and never used.",
        breaks="forward",
    ),
    Mistake(
        "decay-in-the-gradient",
        "p.data[at], p.grad[at], m[at], v[at], self.t, self.lr, *self.betas, self.eps, decay",
        "p.data[at], p.grad[at] + decay * p.data[at], m[at], v[at], self.t, self.lr, *self.betas, self.eps, 0.0",
        "The decay is added to the gradient, and is then divided by sqrt(v_hat) along with it. adamw_update takes "
        "weight_decay as its last argument and keeps the two apart.",
        breaks="forward",
    ),
    Mistake(
        "t-from-zero",
        "self.t, self.lr, *self.betas",
        "self.t - 1, self.lr, *self.betas",
        "t is 0 at the first step, where 1 - beta^t is 0 and the step is NaN. Count up before the update.",
        breaks="contract",
    ),
    Mistake(
        "t-for-each-parameter",
        "        self.t += 1  # before the update, and once for all: at the first step t is 1\n"
        "        for p, m, v in zip(self.parameters, self.m, self.v, strict=True):\n"
        "            if p.grad is None:\n"
        "                continue\n",
        "        for p, m, v in zip(self.parameters, self.m, self.v, strict=True):\n"
        "            if p.grad is None:\n"
        "                continue\n"
        "            self.t += 1\n",
        "t is counted up inside the loop: with three parameters it is 3 after one step, and the bias correction fades "
        "too soon. It counts steps.",
        breaks="forward",
    ),
    Mistake(
        "averages-not-kept",
        "p.data[at], m[at], v[at] = adamw_update(",
        "p.data[at], _, _ = adamw_update(",
        "The new m and v are thrown away, so each step averages with zeros: nothing is remembered of the steps before.",
        breaks="forward",
    ),
    Mistake(
        "first-lr-for-ever",
        "self.t, self.lr, *self.betas",
        'self.t, vars(self).setdefault("first_lr", self.lr), *self.betas',
        "The learning rate of the first step is used for all. A schedule sets .lr between steps: read it in each.",
        breaks="forward",
    ),
    Mistake(
        "betas-swapped",
        "*self.betas, self.eps",
        "*self.betas[::-1], self.eps",
        "beta1 and beta2 have changed places: the first of betas belongs to the average of the gradients.",
        breaks="forward",
    ),
    Mistake(
        "none-taken-for-zero",
        "                continue\n            # Weights",
        "                p.grad = np.zeros_like(p.data)\n            # Weights",
        "A parameter without a gradient is given one of zeros, and decays. It took no part in the loss; it stays.",
        breaks="forward",
    ),
    Mistake(
        "gradients-kept",
        "p.zero_grad()",
        "pass",
        "zero_grad leaves the gradients as they are, and the next backward adds to them: each step is taken along the "
        "sum of all gradients so far.",
        breaks="forward",
    ),
    Mistake(
        "t-not-brought-back",
        'self.t = int(state["t"])',
        "pass",
        "load_state brings m and v back and not t. Then the bias correction starts over and makes the first steps far "
        "too long.",
        breaks="forward",
    ),
    Mistake(
        "averages-not-brought-back",
        "average[...] = state[name]",
        "pass",
        "load_state brings t back and not the averages: from zeros and without a correction the first steps "
        "are too short.",
        breaks="forward",
    ),
    Mistake(
        "state-lives-on",
        'f"v.{i}": v.copy() for',
        'f"v.{i}": v for',
        "state hands out an average itself, not a copy, so the next step changes what was to be kept.",
        breaks="forward",
    ),
    Mistake(
        "misfit-in-silence",
        "if np.shape(state[name]) != average.shape:",
        "if False:",
        "A state of other shapes is taken without a word, where NumPy can broadcast it. Compare the shapes.",
        breaks="forward",
    ),
)
