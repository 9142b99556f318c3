"""The stub that a gradient checker is given behaves as the bank's op, and nothing of the op is on its side."""

import json

import numpy as np
import pytest

from grader.course import registry
from grader.course.part07_verification.gradient_check.driver import Watched, proxy_op
from grader.course.part07_verification.gradient_check.op_bank import OPS, checker_inputs, op_with_fault
from grader.course.part07_verification.gradient_check.op_faults import FAULTS
from grader.course.part07_verification.gradient_check.op_service import MOST_CALLS, SERVICE
from grader.judge.case_instance import instantiate
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.plain_values import to_plain
from grader.runner.tree import Tree
from grader.runner.wire import decode, encode

EXERCISE = registry.entry("gradient_check")
CASES = {case.label: case for case in EXERCISE.cases}


def sent(value):
    """Send a value over the wire and back."""
    message = encode(value)
    size = int.from_bytes(message[:4], "big")
    return decode(message[8 : 8 + size], message[8 + size :])


def instance(label):
    """Return the bank's own op on a case, the stub on it, and inputs for each."""
    inputs = CASES[label].build(EXERCISE.rng(CASES[label], 1))
    serve = SERVICE.callback(**inputs)
    op, fault = inputs["op"], inputs["fault"]
    both = [checker_inputs(op, to_plain(inputs["inputs"])) for _ in range(2)]
    return op_with_fault(op, fault), proxy_op(lambda call: sent(serve(sent(call))), Watched()), *both


def same(one, other):
    assert type(one) is type(other) and one.dtype == other.dtype
    np.testing.assert_array_equal(one, other, strict=True)


@pytest.mark.parametrize("label", [case.label for case in EXERCISE.cases])
def test_the_stub_does_what_the_op_does(label):
    own, stubbed, mine, theirs = instance(label)
    (output, backward), (stub_output, stub_backward) = own(*mine.values()), stubbed(*theirs.values())
    same(output, stub_output)
    upstream = np.random.default_rng(2).standard_normal(np.shape(output))
    gradients, stub_gradients = backward(np.array(upstream)), stub_backward(np.array(upstream))
    assert list(gradients) == list(stub_gradients)
    for name, gradient in gradients.items():
        same(gradient, stub_gradients[name])
    # What is done to an input in its place: a view moves with it, any other output does not, backward looks again.
    for inputs in (mine, theirs):
        next(iter(inputs.values()))[...] *= 2
    same(output, stub_output)
    for name, gradient in backward(np.array(upstream)).items():
        same(gradient, stub_backward(np.array(upstream))[name])


@pytest.mark.parametrize("case", EXERCISE.cases, ids=CASES)
def test_what_is_told_names_no_op_and_no_fault(case):
    inputs = case.build(EXERCISE.rng(case, 1))
    told = SERVICE.payload(**inputs)
    assert list(told) == ["inputs", "wrt", "options", "shared"]
    words = json.dumps(told, default=lambda array: array.tolist())
    assert not [name for name in (*OPS, *FAULTS, "max_abs", "max_rel", "verdict") if name and name in words]


def look(case):
    """Return all that an answer sees of a question before it calls the op: never what it is worth."""
    told = SERVICE.payload(**case.build(EXERCISE.rng(case, 1)))
    seen = {name: (np.shape(v), str(v.dtype)) if isinstance(v, np.ndarray) else v for name, v in told["inputs"].items()}
    return repr((seen, told["wrt"], told["options"], told["shared"]))


def test_the_look_of_a_question_does_not_tell_its_verdict():
    verdicts = {}
    for case in EXERCISE.cases:
        truth = instantiate(EXERCISE, case, 1).truth.outputs["verdict"]
        verdicts.setdefault(look(case), set()).add(tuple(truth.tolist()))
    assert [seen for seen, found in verdicts.items() if len(found) < 2 and {-1.0} != {*sum(found, ())}] == []


def test_the_order_of_the_questions_is_drawn_by_the_seed():
    def order(seed):
        evaluation, asked = Evaluation(EXERCISE, load_local(EXERCISE, Tree(SOLUTIONS)), seed), []
        ask = evaluation.fresh_inputs
        evaluation.fresh_inputs = lambda case: asked.append(case.label) or ask(case)
        evaluation.sample(EXERCISE.cases[0])
        return asked

    assert sorted(order(1)) == sorted(CASES) and order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(3)} | {tuple(CASES)}) == 4


def test_calls_are_bounded_in_shape_and_number():
    inputs = CASES["right: a matrix product"].build(EXERCISE.rng(CASES["right: a matrix product"], 1))
    op = proxy_op(SERVICE.callback(**inputs), Watched())
    x, W = inputs["inputs"].values()
    with pytest.raises(TypeError, match=r"x is an array of numbers of shape \(3, 4\); what came has shape \(1, 3, 4\)"):
        op(x[None], W)
    with pytest.raises(TypeError, match=r"it takes x, W"):
        op(x)
    with pytest.raises(TypeError, match=r"the upstream gradient is an array of numbers of shape \(3, 2\)"):
        op(x, W)[1](1.0)
    with pytest.raises(TypeError, match="more than 10,000 times"):
        for _ in range(MOST_CALLS + 1):
            op(x, W)


def test_numbers_that_are_not_sent_arrive_as_doubles():
    _, stubbed, _, inputs = instance("wrong: the sign")
    output, backward = stubbed(np.asarray(inputs["x"], np.longdouble))
    assert output.dtype == np.float64
    assert backward(np.ones(output.shape, np.longdouble))["x"].shape == output.shape
