"""A right answer passes in whatever form it is written, and whatever its file sets for itself."""

import sys
import warnings

import numpy as np
import pytest

from grader.paths import SOLUTIONS
from tests.judge.ask_judge import OPS, judged, replaced

ASKED_OF_THEIR_FILE = ["train", "load_state_dict", "gelu_in_chunks"]
CLASSES = ["Tensor", "Module", "GPT", "KVCache", "FastGPT2"]

WRAPPED = "_own = {name}\ndef _called(*a, **k):\n    return _own(*a, **k)\n"
FORMS = {
    "a wrapper": WRAPPED + "import functools\n{name} = functools.wraps(_own)(_called)\n",
    "a partial": "import functools\n{name} = functools.partial({name})\n",
    "an object": WRAPPED + "class _Called:\n    __call__ = staticmethod(_called)\n{name} = _Called()\n",
    "a method": "_own = {name}\nclass _Holder:\n    def run(self, *a, **k):\n        return _own(*a, **k)\n"
    "{name} = _Holder().run\n",
    "a lambda": "_own = {name}\n{name} = lambda *a, **k: _own(*a, **k)\n",
}
SETTINGS = {
    "floating-point errors raised": "import numpy\nnumpy.seterr(all='raise')\n",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')\n",
    "a short recursion limit": "import sys\nsys.setrecursionlimit(200)\n",
    "rounded printing": "import numpy\nnumpy.set_printoptions(precision=1)\n",
}
GRADIENTS = {
    "read-only": "freeze(np.array(g))",
    "of Fortran's order": "np.asfortranarray(g) if g.ndim else g",
    "every other entry of a longer array": "np.repeat(g, 2, axis=-1)[..., ::2] if g.ndim else g",
    "a view turned round": "np.ascontiguousarray(g[..., ::-1])[..., ::-1] if g.ndim else g",
}
MEMORY = "memory taken beside the answer"
"""The case of a promise that these copies break: no array but the answer."""

IN_FORM = """
import types
import numpy as np
_own = {name}

def freeze(a):
    a.flags.writeable = False
    return a

def formed(g):
    return {{k: formed(v) for k, v in g.items()}} if isinstance(g, dict) else changed(np.asarray(g))

def changed(g):
    return {change}

def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    return output, lambda d, **k: types.MappingProxyType(formed(backward(d, **k)))
"""


def text(name):
    return next(SOLUTIONS.glob(f"*/{name}.py")).read_text()


def failures(name, more):
    verdict = judged(name, f"{text(name)}\n\n{more}")
    return [(check.name, finding.message) for check, finding in verdict.failures]


def passes(name, more):
    return failures(name, more) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["matmul", *ASKED_OF_THEIR_FILE])
def test_a_function_may_be_anything_that_is_called(name, form):
    assert passes(name, FORMS[form].format(name=name))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_may_inherit_all_that_it_has(name):
    assert passes(name, f"_own = {name}\nclass {name}(_own):\n    pass\n")


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("name", ["softmax", "softmax_cross_entropy", "sample_next_token"])
def test_what_a_file_sets_for_itself_does_not_reach_the_judge(name, setting):
    before = settings()
    assert passes(name, SETTINGS[setting])
    assert settings() == before


def settings():
    """What a file can set for the whole process."""
    return sys.getrecursionlimit(), np.geterr(), np.get_printoptions(), [*warnings.filters]


def test_an_op_may_refuse_what_is_not_for_it():
    """The judge calls an op on other inputs than the case's as well: what comes of that is nobody's business."""
    more = "import numpy as np\n_own, _last = matmul, [np.zeros(())]\ndef matmul(x, W):\n"
    more += "    assert x.shape != _last[0].shape or not np.allclose(2 * x, _last[0])\n    _last[0] = x.copy()\n"
    assert passes("matmul", more + "    return _own(x, W)\n")


@pytest.mark.parametrize("form", GRADIENTS)
@pytest.mark.parametrize("name", [name for name in OPS if name != "gpt2_loss"])
def test_gradients_may_lie_in_memory_as_they_like(name, form):
    told = failures(name, IN_FORM.format(name=name, change=GRADIENTS[form]))
    assert [each for each in told if not each[0].endswith(MEMORY)] == []


def test_learning_rate_may_be_an_array_without_axes():
    text = "import numpy as np\n" + replaced("get_lr", "        return min_lr\n", "        return np.array(min_lr)\n")
    assert judged("get_lr", text).passed
