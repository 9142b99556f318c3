"""Faults beside the values, planted in every op around its solution: each is refused by the question about it."""

import pytest

from grader.course import registry
from grader.judge.evidence import dtypes, memory_layouts, one_array_twice, repeat_calls, sizes
from grader.judge.problem import ProblemKind
from tests.judge.ask_wrapped import instances, problems

OPS = [name for name in registry.all_names() if registry.entry(name).is_op]


LATEST_CALL = """
_own, _latest = {name}, [None]
def {name}(*inputs, **options):
    output, _latest[0] = _own(*inputs, **options)
    return output, lambda d, **k: _latest[0](d, **k)
"""
FIRST_ANSWER = """
_own = {name}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    kept = {{}}
    def again(d, **k):
        if k: return backward(d, **k)
        if not kept: kept.update(backward(d))
        return dict(kept)
    return output, again
"""
MIXED_WITH_THE_LAST = """
_own = {name}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    last = []
    def mixed(d, **k):
        if k: return backward(d, **k)
        last.append(np.array(d))
        return backward((last[-1] + last[max(0, len(last) - 2)]) / 2)
    return output, mixed
"""
KEPT_BY_SUM = """
_own = {name}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    kept = {{}}
    def again(d, **k):
        if k: return backward(d, **k)
        key = float(np.sum(d))
        if key not in kept: kept[key] = backward(d)
        return dict(kept[key])
    return output, again
"""
KEPT_BY = """
_own, _kept = {name}, {{}}
def _flat(inputs):
    for value in inputs:
        yield from value.values() if isinstance(value, dict) else (value,)
def {name}(*inputs, **options):
    if options: return _own(*inputs, **options)
    key = KEY
    if key not in _kept: _kept[key] = _own(*inputs)
    return _kept[key]
"""
KEYS = {
    "shapes": "tuple(np.shape(v) for v in _flat(inputs))",
    "first entries": "tuple((np.shape(v), float(np.ravel(v)[0])) for v in _flat(inputs))",
    "sums": "tuple((np.shape(v), float(np.sum(v))) for v in _flat(inputs))",
    "bytes without shapes": "tuple(np.asarray(v).tobytes() for v in _flat(inputs))",
    "the first array": "np.asarray(next(_flat(inputs))).tobytes()",
    "all but the last": "tuple(np.asarray(v).tobytes() for v in list(_flat(inputs))[:-1])",
    "the arrays themselves": "tuple(map(id, inputs))",
}


def _may_have_an_axis_more(exercise):
    return exercise.batched and not exercise.batch_first


ENOUGH = {
    *(("sum_all", "sums"), ("scale", "the arrays themselves")),
    *((name, "bytes without shapes") for name in OPS if not _may_have_an_axis_more(registry.entry(name))),
    *((name, "the arrays themselves") for name in ("transpose", "reshape", "split_heads")),
    *((name, "the first array") for name in OPS if len(registry.entry(name).arguments) == 1),
    *((name, "the first array") for name in ("gelu_in_chunks",)),
    *((name, "all but the last") for name in ("gelu_in_chunks", "layer_norm_rows", "blocked_attention")),
}
"""What is enough to keep an answer by: a view of the input stays right, and the size of a chunk changes nothing."""


@pytest.mark.parametrize("name", OPS)
def test_backward_that_gives_its_first_answer_again_is_found(name):
    (found,) = problems(name, repeat_calls, FIRST_ANSWER)
    assert found.kind is ProblemKind.BACKWARD_DIFFERS or registry.entry(name).driver


WITH_MANY_OUTPUTS = [name for name in OPS if instances(name)[0].upstream.ndim]


@pytest.mark.parametrize("name", WITH_MANY_OUTPUTS)
def test_backward_kept_by_the_upstream_s_sum_is_found(name):
    assert problems(name, repeat_calls, KEPT_BY_SUM)


@pytest.mark.parametrize("name", OPS)
def test_backward_that_remembers_another_upstream_is_found(name):
    assert problems(name, repeat_calls, MIXED_WITH_THE_LAST)


@pytest.mark.parametrize("name", OPS)
def test_backward_of_the_latest_call_is_found(name):
    assert [found.kind for found in problems(name, repeat_calls, LATEST_CALL)] == [ProblemKind.CALLS_DEPEND]


@pytest.mark.parametrize(("name", "key"), [(n, key) for n in OPS for key in KEYS if (n, key) not in ENOUGH])
def test_answer_kept_by_less_than_it_depends_on_is_found(name, key):
    assert problems(name, repeat_calls, KEPT_BY.replace("KEY", KEYS[key]))


LAYOUT = """
_own = {name}
def _is(array):
    return CONDITION
def _flat(inputs):
    for value in inputs:
        yield from value.values() if isinstance(value, dict) else (value,)
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    odd = any(_is(v) for v in _flat(inputs) if isinstance(v, np.ndarray))
    return output + 1e-3 if odd else output, WRAPPED
"""
LAYOUTS = {
    "transposed": "array.ndim > 1 and not array.flags.c_contiguous and array.flags.f_contiguous",
    "strided": "array.ndim and not array.flags.forc",
    "read-only": "not array.flags.writeable",
}
OF_THE_UPSTREAM = "lambda d, **k: backward(2 * d if _is(d) else d, **k)"


@pytest.mark.parametrize("condition", LAYOUTS)
@pytest.mark.parametrize("name", OPS)
def test_answer_that_depends_on_the_layout_of_its_inputs_is_found(name, condition):
    wrapper = LAYOUT.replace("CONDITION", LAYOUTS[condition]).replace("WRAPPED", "backward")
    (found,) = problems(name, memory_layouts, wrapper)
    assert found.kind is ProblemKind.LAYOUT_DEPENDS and "the inputs are" in found.text


WITH_AXES = [name for name in OPS if max(instance.upstream.ndim for instance in instances(name)) > 1]


@pytest.mark.parametrize("condition", [*LAYOUTS, "repeated"])
@pytest.mark.parametrize("name", WITH_AXES)
def test_backward_that_depends_on_the_layout_of_its_upstream_is_found(name, condition):
    layout = LAYOUTS.get(condition, "array.ndim > 1 and 0 in array.strides")
    wrapper = LAYOUT.replace("CONDITION", layout).replace("WRAPPED", OF_THE_UPSTREAM)
    wrapper = wrapper.replace("any(_is(v)", "any(False")
    (found,) = problems(name, memory_layouts, wrapper)
    assert found.kind is ProblemKind.LAYOUT_DEPENDS and "the upstream gradient is" in found.text


CAST = """
_own = {name}
def _flat(inputs):
    for value in inputs:
        yield from value.values() if isinstance(value, dict) else (value,)
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    odd = any(getattr(v, "dtype", None) in DTYPES for v in _flat(inputs))
    return output * (1 + 2e-3 * odd) + 2e-3 * odd, backward
"""
WITH_IDS = ["cross_entropy", "softmax_cross_entropy", "embedding", "gpt2_loss"]


@pytest.mark.parametrize("name", OPS)
def test_answer_that_is_off_in_float32_is_found(name):
    (found,) = problems(name, dtypes, CAST.replace("DTYPES", "(np.float32,)"))
    assert found.kind is ProblemKind.DTYPE_DEPENDS


@pytest.mark.parametrize("dtype", ["int32", "int16"])
@pytest.mark.parametrize("name", WITH_IDS)
def test_answer_that_knows_one_dtype_of_ids_is_found(name, dtype):
    (found,) = problems(name, dtypes, CAST.replace("DTYPES", f"(np.{dtype},)"))
    assert found.kind is ProblemKind.DTYPE_DEPENDS and dtype in found.text


BY_IDENTITY = """
_own = {name}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    def by_identity(d, **k):
        gradients = backward(d, **k)
        arrays = inputs[0] if isinstance(inputs[0], dict) else dict(zip(gradients, inputs))
        nested = gradients["params"] if isinstance(inputs[0], dict) else gradients
        of_each = {{id(arrays[key]): g for key, g in nested.items()}}
        found = {{key: of_each[id(arrays[key])] for key in nested}}
        return {{"params": found}} if isinstance(inputs[0], dict) else found
    return output, by_identity
"""
ALIKE = ("add", "add_bias", "multiply")
"""Where both arguments are one array, so are their gradients."""
SEVERAL = [name for name in OPS if list(one_array_twice.checks(registry.entry(name))) and name not in ALIKE]


@pytest.mark.parametrize("name", SEVERAL)
def test_gradients_kept_by_what_the_argument_is_are_found(name):
    (found,) = problems(name, one_array_twice, BY_IDENTITY)
    assert "one and the same array" in found.text


LARGE = """
_own = {name}
def {name}(*inputs, **options):
    output, backward = _own(*inputs, **options)
    large = max(np.size(v) for v in inputs) > 32768
    return output, lambda d, **k: {{n: g * (1 + 1e-6 * large) for n, g in backward(d, **k).items()}}
"""
BATCHED = [name for name in OPS if registry.entry(name).batched]


@pytest.mark.parametrize("name", BATCHED)
def test_gradient_that_is_off_in_a_large_batch_alone_is_found(name):
    (found,) = problems(name, sizes, LARGE)
    assert found.kind is ProblemKind.SIZE_DEPENDS


def test_answer_of_a_jacobian_over_the_batch_is_not_asked_about_a_large_one():
    jacobian = """
def {name}(x):
    assert x.size < 2000
    return x * (x > 0), lambda d: {{"x": (np.diag(np.ravel(x > 0) * 1.0) @ d.ravel()).reshape(x.shape)}}
"""
    assert not problems("relu", sizes, jacobian)
