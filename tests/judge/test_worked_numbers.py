"""The worked numbers of the course, to the digits that the chapters print, out of the solutions themselves."""

import math

import numpy as np
import pytest

from grader.course import registry
from grader.runner.tree import Tree
from tests.judge.ask_judge import SOLUTIONS


def solved(name):
    return getattr(Tree(SOLUTIONS).load(registry.part_of(name), name), name)


def value_and_slope(name, x):
    Y, backward = solved(name)(np.array([float(x)]))
    return Y.item(), backward(np.ones(1))["x"].item()


def test_exact_gelu_at_1():
    assert value_and_slope("gelu", 1) == pytest.approx((0.8413447, 1.0833155), abs=5e-8)


def test_tanh_gelu_at_1():
    assert value_and_slope("gelu_tanh", 1) == pytest.approx((0.8411920, 1.0829641), abs=5e-8)


GRID = np.linspace(-6, 6, 4001)


def published_gelu_derivative(x):
    """The tanh form's CDF paired with the Gaussian density, as a published notebook has it."""
    cdf = 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    return cdf + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


@pytest.mark.parametrize("name, off", [("gelu_tanh", 8e-4), ("gelu", 2e-4)])
def test_published_gelu_derivative_is_off_from_both_forms(name, off):
    _, backward = solved(name)(GRID)
    largest = np.max(np.abs(published_gelu_derivative(GRID) - backward(np.ones(GRID.shape))["x"]))
    assert largest == pytest.approx(off, rel=0.25)


def test_published_gelu_derivative_is_among_the_known_mistakes():
    names = {mistake.name for mistake in registry.entry("gelu").mistakes}
    assert "tanh-cdf-with-gaussian-density" in names


def test_softmax_of_0_and_ln_2():
    p, backward = solved("softmax")(np.array([0, math.log(2)]))
    assert p == pytest.approx([1 / 3, 2 / 3])
    assert backward(np.array([1.0, 0.0]))["x"] == pytest.approx([2 / 9, -2 / 9])


def test_cross_entropy_of_that_softmax_at_class_0():
    p, _ = solved("softmax")(np.array([[0, math.log(2)]]))
    loss, backward = solved("cross_entropy")(p, np.array([0]))
    assert float(loss) == pytest.approx(1.0986, abs=5e-5)
    assert backward(np.float64(1))["p"] == pytest.approx(np.array([[-3, 0]]))


def test_chain_of_softmax_and_cross_entropy_gives_p_minus_y():
    p, back_through_softmax = solved("softmax")(np.array([[0, math.log(2)]]))
    _, back_through_loss = solved("cross_entropy")(p, np.array([0]))
    dlogits = back_through_softmax(back_through_loss(np.float64(1))["p"])["x"]
    assert dlogits == pytest.approx(np.array([[-2 / 3, 2 / 3]]))


@pytest.mark.parametrize("batch", [1, 2])
def test_fused_loss_is_shared_by_the_batch(batch):
    logits = np.array([[0, math.log(2)]] * batch)
    loss, backward = solved("softmax_cross_entropy")(logits, np.zeros(batch, dtype=int))
    assert float(loss) == pytest.approx(math.log(3))
    assert backward(np.float64(1))["logits"][0] == pytest.approx(np.array([-2 / 3, 2 / 3]) / batch)


def test_step_on_three_logits_lowers_the_loss():
    logits, target = np.array([[2.0, 1.0, 0.0]]), np.array([0])
    p, _ = solved("softmax")(logits)
    loss, backward = solved("softmax_cross_entropy")(logits, target)
    gradient = backward(np.float64(1))["logits"]
    after, _ = solved("softmax_cross_entropy")(logits - gradient, target)
    assert p[0] == pytest.approx([0.665, 0.245, 0.090], abs=5e-4)
    assert float(loss) == pytest.approx(0.41, abs=5e-3)
    assert gradient[0] == pytest.approx([-0.335, 0.245, 0.090], abs=5e-4)
    assert float(after) == pytest.approx(0.26, abs=5e-3)


def test_fused_and_composed_loss_agree_to_rounding():
    rng = np.random.default_rng(0)
    logits, targets = rng.standard_normal((6, 11)), rng.integers(11, size=6)
    fused, fused_backward = solved("softmax_cross_entropy")(logits, targets)
    p, softmax_backward = solved("softmax")(logits)
    summed, loss_backward = solved("cross_entropy")(p, targets)
    composed = softmax_backward(loss_backward(np.float64(1 / 6))["p"])["x"]
    assert abs(float(fused) - float(summed) / 6) < 1e-15
    assert np.max(np.abs(fused_backward(np.float64(1))["logits"] - composed)) < 1e-16


@pytest.mark.parametrize("V, loss", [(128, 4.852), (50304, 10.826)])
def test_first_loss_is_about_the_logarithm_of_the_vocabulary(V, loss):
    rng = np.random.default_rng(0)
    logits = 0.02 * rng.standard_normal((16, V))
    first, _ = solved("softmax_cross_entropy")(logits, rng.integers(V, size=16))
    assert math.log(V) == pytest.approx(loss, abs=5e-4)
    assert float(first) == pytest.approx(loss, abs=0.02)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_first_step_of_adamw_moves_by_about_lr(scale):
    grad = scale * np.array([1.0, -2.0, 0.5])
    zero = np.zeros(3)
    theta, m, v = solved("adamw_update")(zero, grad, zero, zero, 1, 1e-3, 0.9, 0.95, 1e-8, 0.1)
    assert theta == pytest.approx(-1e-3 * np.sign(grad), rel=1e-4)
    assert m == pytest.approx(0.1 * grad) and v == pytest.approx(0.05 * grad**2)


def test_embedding_that_forgets_repeats_is_off_by_more_than_1():
    ids, dY = np.array([2, 0, 2]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    forgetful = np.zeros((4, 2))
    forgetful[ids] += dY
    _, backward = solved("embedding")(np.zeros((4, 2)), ids)
    assert np.max(np.abs(backward(dY)["W_e"] - forgetful)) > 1


def test_layer_norm_gradient_sums_to_0_and_is_normal_to_x_hat():
    rng = np.random.default_rng(0)
    x, gamma = rng.standard_normal((4, 7)), rng.uniform(0.5, 1.5, 7)
    _, backward = solved("layer_norm")(x, gamma, np.zeros(7), 0.0)
    dx = backward(rng.standard_normal((4, 7)))["x"]
    centred = x - x.mean(axis=-1, keepdims=True)
    assert dx.sum(axis=-1) == pytest.approx(0, abs=1e-14)
    assert (dx * centred).sum(axis=-1) == pytest.approx(0, abs=1e-14)
