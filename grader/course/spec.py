"""The data classes in which an exercise is described: cases, identities, known mistakes. Nothing here judges."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Recipe = Callable[[np.random.Generator], Any]
"""Makes one input of a case from a generator; see `grader.course.inputs`."""

Breaks = Literal["gradient", "forward", "robustness", "contract", "identity"]
"""What a known mistake makes wrong, and so the kind of evidence that must refuse it."""


@dataclass(frozen=True, eq=False)
class Case:
    """One set of inputs on which an exercise is tried.

    `inputs` maps an argument's name to a recipe, a nested mapping of recipes, or a plain value (an int, a shape).
    `large` marks numbers so large that finite differences say nothing: the oracle alone judges the case, as robustness.
    `edge` marks a case beside the ordinary ones (size-1 axes alone, 0-d arrays, a promised error): it costs less.
    `rtol` is the relative accuracy that float64 allows here, as a share of the largest entry of the array compared.
    `others` are other values of arguments that are not drawn: with one of them, the rest is as admissible as before.
    """

    label: str
    inputs: Mapping[str, Any]
    large: bool = False
    rtol: float = 1e-12
    upstream: Recipe | None = None
    edge: bool = False
    others: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ordinary(self) -> bool:
        """Whether it is one of the cases on which most points hang."""
        return not self.large and not self.edge

    def build(self, rng: np.random.Generator) -> dict[str, Any]:
        """Return fresh inputs, in the order of the exercise's arguments."""
        return {name: _build(recipe, rng) for name, recipe in self.inputs.items()}

    def draw_upstream(self, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        """Return an upstream gradient of `shape`: random, and so not constant."""
        return np.asarray(self.upstream(rng) if self.upstream else rng.standard_normal(shape))


def case(
    label: str,
    /,
    *,
    _large: bool = False,
    _rtol: float = 1e-12,
    _upstream: Recipe | None = None,
    _edge: bool = False,
    _others: Mapping[str, Any] | None = None,
    **inputs: Any,
) -> Case:
    """Write a case as `case("three axes", x=normal(2, 3, 4), W=normal(4, 5))`; options start with an underscore."""
    return Case(label, inputs, _large, _rtol, _upstream, _edge, _others or {})


def _build(recipe: Any, rng: np.random.Generator) -> Any:
    if isinstance(recipe, Mapping):
        return {name: _build(inner, rng) for name, inner in recipe.items()}
    return recipe(rng) if callable(recipe) else recipe


@dataclass(frozen=True, eq=False)
class Refusal:
    """Inputs that an answer promises to refuse, by an exception of this built-in type or of one derived from it."""

    error: type[Exception]
    case: Case


def refusal(error: type[Exception], label: str, /, **inputs: Any) -> Refusal:
    """Write a refusal as `refusal(IndexError, "an id of V", W_e=normal(4, 3), ids=integers([0, 4]))`."""
    return Refusal(error, case(label, **inputs))


@dataclass(frozen=True, eq=False)
class Identity:
    """A property that the derivation implies.

    `residual(sample, call)` returns an array that is zero where the property holds. `sample` is a
    `grader.judge.sample.Sample`; `call(inputs, upstream)` asks the same answer about other inputs.
    `of` names the argument whose gradient is tested, or is "" for the forward. `edge` says that it is about inputs
    beside the ordinary ones, and so costs less.
    """

    name: str
    residual: Callable[..., np.ndarray]
    of: str = ""
    atol: float = 1e-9
    edge: bool = False


@dataclass(frozen=True, eq=False)
class Mistake:
    """A known wrong answer: the solution with the text `line` replaced by `instead`, which must apply exactly once.

    `breaks` says which evidence must refuse it: "gradient" means finite differences and the oracle, each alone.
    """

    name: str
    line: str
    instead: str
    text: str
    breaks: Breaks = "gradient"


@dataclass(frozen=True, eq=False)
class Caption:
    """How an output is told to a student who does not return it under its name, or whose error it stands for.

    `name` says in words what is measured, and is "" where the output's own name does. `values` says what a number
    stands for, {-1.0: "a ValueError"}, and `empty` what an array without entries does. `entries` are the captions of
    single entries, of a vector that has some. `by_pytorch` is True where PyTorch computes the wanted number, and it is
    no promise of the exercise.
    """

    name: str = ""
    values: Mapping[float, str] = field(default_factory=dict)
    empty: str = ""
    entries: tuple[Caption, ...] = ()
    by_pytorch: bool = False


PLAIN = Caption(by_pytorch=True)
"""The caption of an output that the answer returns itself."""


@dataclass(frozen=True, eq=False)
class CallbackService:
    """What the judge keeps to itself where an answer is tried on functions that it may not look into.

    All three take a case's inputs by name. `payload(**inputs)` returns the inputs that the answer's side gets;
    `callback(**inputs)` returns the function that answers the calls made from there meanwhile, with plain values in and
    out; `read(outputs, **inputs)` picks, of the arrays that came back, what is compared with the truth.
    """

    payload: Callable[..., dict[str, Any]]
    callback: Callable[..., Callable[[Any], Any]]
    read: Callable[..., dict[str, np.ndarray]]


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise: what students write, what it is asked on, and what else the course has to know of it.

    An op has `gradients`, the arguments that its backward answers for; a plain function has `outputs`, the names of
    what it returns. `refusals` are the exceptions that it promises. `requires` names the exercises that its solution
    imports. `batched` are the arguments that may have one leading axis more, or whose first axis may have any length
    (`batch_first`): along it, each part of the output is worked out by itself, or one number is made of all. Where a
    plain call does not ask it (a class, a function that takes functions), `driver(answer, *inputs)`
    does and returns the outputs as arrays; it runs on the student's side of the judge, so it holds no expected value.
    Where it would have to, `callback_service` is what the judge does instead, and the call is
    `driver(answer, *payload, callback=call)`.

    `by_hand` is the case worked by hand, and `by_hand_asks` restricts its answers to some of them. `formulas` names
    what is asked as an index formula (`grader.course.formulas` has the rest): all gradients of an op, or of one that is
    `composed` of earlier exercises what is new in it. A `starred` exercise is a headline derivation. `in_gpt2` marks
    the ops whose gradients GPT-2's gates check. `complex_numbers`: it is usually written with them, so they count as a
    complex step only where they add an imaginary part to an input. `forward_is_public`: students may have the
    NumPy forward, since the chapter gives it in words and asks for the gradient alone.

    `captions` say how outputs are told where their names would not do: keyed by output, or by the output and what a
    case asks of the driver, which is the case's first input where that is a text.

    `name`, `part` and `mistakes` are filled in by the registry.
    """

    title: str
    points: float
    arguments: tuple[str, ...]
    cases: tuple[Case, ...]
    hints: tuple[str, str, str]
    gradients: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    batched: tuple[str, ...] = ()
    batch_first: bool = False
    by_hand: Case | None = None
    by_hand_asks: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    driver: Callable[..., Any] | None = None
    callback_service: CallbackService | None = None
    starred: bool = False
    composed: bool = False
    complex_numbers: bool = False
    in_gpt2: bool = False
    forward_is_public: bool = False
    captions: Mapping[str | tuple[str, str], Caption] = field(default_factory=dict, repr=False)
    name: str = ""
    part: str = ""
    mistakes: tuple[Mistake, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """The key of its file in any tree, "partNN_topic.NAME"."""
        return f"{self.part}.{self.name}"

    @property
    def is_op(self) -> bool:
        """An op returns `(output, backward)`; a plain function returns its `outputs`."""
        return bool(self.gradients)

    def caption(self, output: str, case: Case) -> Caption:
        """Return how an output of a case is told."""
        asked = next(iter(case.inputs.values()), None)
        found = self.captions.get((output, asked)) if isinstance(asked, str) else None
        return found or self.captions.get(output) or PLAIN

    def rng(self, case: Case, seed: int) -> np.random.Generator:
        """Return the generator of one case: the same for everybody who has the seed."""
        return np.random.default_rng([seed, zlib.crc32(f"{self.name}/{case.label}".encode())])
