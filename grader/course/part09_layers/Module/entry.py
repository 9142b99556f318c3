"""Exercise entry: Module (the base class of layers: named parameters, zero_grad, calls)."""

from __future__ import annotations

from grader.course.captions import pytorch
from grader.course.inputs import exact, normal
from grader.course.part09_layers.Module.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case

OUTPUTS = ("count", "size", "sizes", "names_that_lead_there", "gradients_left", "called")


def linear(n_in, n_out, bias=True):
    """Return the description, as in driver.build, of a layer with W and b; without bias, b is None."""
    return "module", ("W", ("tensor", n_in, n_out)), ("b", ("tensor", n_out) if bias else ("value", None))


HAND = (
    "module",
    ("first", linear(3, 4)),
    ("blocks", ("list", linear(4, 4, bias=False), linear(4, 4, bias=False))),
    ("last", ("same", "blocks.0.W")),
)
MODEL = (
    "module",
    ("W_e", ("tensor", 11, 4)),
    ("attention", ("module", ("qkv", linear(4, 12)), ("proj", linear(4, 4)), ("n_head", ("value", 2)))),
    ("bias", ("tensor", 1)),
    ("a_norm", linear(5, 1)),
    ("blocks", ("list", linear(4, 6), ("module", ("deep", ("tuple", linear(7, 2), linear(2, 3, bias=False)))))),
    ("scales", ("list", ("tensor", 9), ("tensor", 10))),
    ("pairs", ("tuple", ("list", ("tensor", 13)), ("list", ("tensor", 14), linear(3, 5)))),
    ("_hidden", ("tensor", 16)),
    ("eps", ("value", 1e-5)),
)
SHARED = (
    "module",
    ("one", linear(2, 3)),
    ("other", ("same", "one")),
    ("pair", ("list", ("same", "one"), linear(2, 3), ("same", "one.W"))),
)
TALL = ("module", ("blocks", ("list", *(linear(i + 1, 2, bias=i % 2 == 0) for i in range(60)))))
FIXED = ("module", ("table", ("tensor", 17)), ("layer", linear(2, 3)))
BARE = ("module", ("eps", ("value", 0.5)), ("names", ("value", "W")))

EXERCISE = Exercise(
    title="What every layer is",
    points=5,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("Tensor",),
    cases=(
        case("one layer", model=repr(linear(3, 4)), x=normal(2)),
        case("a model", model=repr(MODEL), x=normal(2, 3)),
        case("a tensor in two places", model=repr(HAND), x=normal(3)),
        case("a module in two places", model=repr(SHARED), x=normal(3)),
        case("a tensor that requires no gradient", model=repr(FIXED), x=normal(3), _edge=True),
        case("nothing in it", model=repr(BARE), x=normal(3), _edge=True),
        case("sixty layers", model=repr(TALL), x=normal(3), _large=True),
    ),
    by_hand=case("by hand", model=repr(HAND), x=exact([1])),
    by_hand_asks=("count", "size"),
    captions={
        "count": pytorch("number of parameters"),
        "size": pytorch("entries of all parameters"),
        "sizes": pytorch("sizes of the parameters, in order"),
        "names_that_lead_there": Caption("names of parameters that lead to their tensor"),
        "gradients_left": Caption("gradients that zero_grad leaves"),
        "called": Caption("what the model returns for x"),
    },
    hints=(
        "vars(self) has a module's attributes, in the order in which they were set. Which kinds of value among them "
        "can hold a parameter?",
        "The parameters of a module are the Tensors among its attributes, and the parameters of the modules among "
        "them: the definition calls itself, and each step down puts one name in front.",
        "A generator that yields a Tensor under its name, and for a module or a list goes on with what is inside, "
        "yielding f'{name}.{inner name}'; a set of ids of what has been yielded.",
    ),
)

MISTAKES = (
    Mistake(
        "lists-not-entered",
        "isinstance(value, (list, tuple))",
        "isinstance(value, ())",
        "The modules in a list are not found, so the blocks of a model would never train, and nothing would say so.",
        breaks="forward",
    ),
    Mistake(
        "tied-twice",
        "if id(tensor) not in seen:",
        "if True:",
        "A tensor that stands in two places is listed twice. The optimizer would step it twice, with one gradient.",
        breaks="forward",
    ),
    Mistake(
        "only-its-own",
        "inner = vars(value)",
        "inner = {}",
        "Only the module's own tensors are listed; those of the modules that it holds are its parameters as well.",
        breaks="forward",
    ),
    Mistake(
        "name-without-the-way",
        'yield f"{name}.{path}", tensor',
        "yield path, tensor",
        "A parameter has the name of its last step only: every layer's W is 'W'. The name is the whole way there, "
        "with dots.",
        breaks="forward",
    ),
    Mistake(
        "sorted-by-name",
        "for name, value in named.items():",
        "for name, value in sorted(named.items()):",
        "The parameters come in the order of their names. They come in the order in which they were set: that is the "
        "order of the model.",
        breaks="forward",
    ),
    Mistake(
        "equal-taken-for-same",
        "if id(tensor) not in seen:\n                seen.add(id(tensor))",
        "if tensor.data.tobytes() not in seen:\n                seen.add(tensor.data.tobytes())",
        "Two tensors with equal entries count as one. Which object it is decides, not what is in it: two biases that "
        "both start at 0 are two parameters.",
        breaks="forward",
    ),
    Mistake(
        "zero-grad-of-its-own",
        "for tensor in self.parameters():",
        "for tensor in (v for v in vars(self).values() if isinstance(v, Tensor)):",
        "zero_grad forgets the module's own gradients and keeps those of the modules inside it, which then add up from "
        "step to step.",
        breaks="forward",
    ),
    Mistake(
        "zeros-for-none",
        "tensor.zero_grad()",
        "tensor.grad = tensor.data * 0",
        "grad is filled with zeros, as PyTorch once did it. Here a forgotten gradient is None: an optimizer skips "
        "such a parameter, and one of zeros it would decay.",
        "forward",
    ),
)
