"""Each gate refuses a mistake that is planted into the pieces that it is made of, and says where."""

import pytest

from grader.lab.gates import training
from grader.lab.gates.gate import GateState
from tests.lab.gates.conftest import context_of, known, planted, row_of

pytestmark = pytest.mark.timeout(120)


def failed(gate, tree, torch_process=None, **options):
    row = row_of(gate, context_of(tree, torch_process, **options))
    assert row.state is GateState.FAILED
    return row.error


def test_gradient_checks_refuse_a_wrong_backward():
    change = {"layer_norm": ("dx = inverse_sigma * (g - through_mean - through_sigma)", "dx = inverse_sigma * g")}
    message = failed("gradient checks", planted(**change))
    assert "layer_norm, gradient x" in message


def test_gradient_checks_refuse_a_wrong_whole_model():
    change = {"gpt2_loss": ('tokens_backward(dx)["W_e"] + head["W_e"]', 'head["W_e"]')}
    assert "gpt2_loss, gradient W_e" in failed("gradient checks", planted(**change))


def test_gradient_checks_refuse_a_check_that_accepts_everything():
    message = failed("gradient checks", planted(**known("gradient_check", "accepts-everything")))
    assert "adds by +=" in message


def test_fused_and_composed_refuses_a_sum_for_a_mean():
    change = {"softmax_cross_entropy": ("share = float(dL) / n", "share = float(dL)")}
    assert "differ by more than rounding" in failed("fused and composed", planted(**change))


def test_autograd_refuses_a_gradient_that_is_rounded():
    change = {
        "Tensor": (
            "self.grad = np.array(total, self.dtype, like=self.data)",
            "self.grad = np.array(total, self.dtype, like=self.data) * (1 + 1e-15)",
        )
    }
    assert "off by" in failed("autograd and closures", planted(**change))


@pytest.mark.parametrize("gate", ["autograd and closures", "accumulation"])
def test_the_last_arrival_alone_is_refused(gate):
    change = {"Tensor": ("arrived[parent] + d if parent in arrived else d", "d")}
    message = failed(gate, planted(**change))
    assert ("tied embedding" if gate.startswith("autograd") else "diamond has slope") in message


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"MLP": ('"tanh": gelu_tanh', '"tanh": gelu_erf')}, "MLP"),
        ({"LayerNorm": ("np.zeros_like(self.gamma.data)", "self.gamma.data")}, "LayerNorm without bias"),
        ({"TransformerBlock": ("r + self.mlp", "x + self.mlp")}, "TransformerBlock"),
        ({"causal_mask": (", k=1)", ", k=2)")}, "MultiHeadAttention"),
        ({"embedding": ("np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")}, "Embedding"),
        ({"Linear": ("return apply(linear, x, self.W, self.b)", "return apply(matmul, x, self.W)")}, "Linear, "),
    ],
)
def test_layer_parity_names_the_layer(change, where, torch_process):
    assert where in failed("layer parity", planted(**change), torch_process)


def test_model_parity_refuses_a_model_without_its_last_norm(torch_process):
    message = failed("model parity", planted(GPT=("n = self.lnf(x)", "n = x")), torch_process)
    assert "logits" in message and "grader blame" in message


@pytest.mark.parametrize(
    "change",
    [
        ("decay = self.weight_decay if p.data.ndim >= 2 else 0.0", "decay = self.weight_decay"),
        ("self.t += 1", "self.t += 2"),
    ],
)
def test_optimizer_parity_names_the_step(change, torch_process):
    assert ", step 1: off by" in failed("optimizer parity", planted(AdamW=change), torch_process)


@pytest.mark.parametrize(
    "change",
    [
        {"clip_grad_norm": ("if factor < 1:", "if factor < 0:")},
        {"AdamW": ("decay = self.weight_decay if p.data.ndim >= 2 else 0.0", "decay = self.weight_decay")},
    ],
)
def test_one_training_step_refuses_a_step_of_another_kind(change, torch_process):
    assert "is off by" in failed("one training step", planted(**change), torch_process)


def test_overfit_refuses_a_start_with_favourites():
    message = failed("overfit", planted(GPT=("rng.normal(0, 0.02, (rows, D))", "rng.normal(0, 1.0, (rows, D))")))
    assert "no favourite" in message


def test_overfit_refuses_what_does_not_learn(monkeypatch):
    monkeypatch.setattr(training, "OVERFIT_STEPS", 50)
    monkeypatch.setattr(training, "OVERFIT_LOSS", 4.5)
    assert row_of("overfit", context_of(planted())).state == "passed"  # 50 steps come down to 4.5 where it learns
    assert "come down" in failed("overfit", planted(AdamW=("self.t, self.lr,", "self.t, 0.0,")))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"get_lr": ("(it + 1) / (warmup_iters + 1)", "it / warmup_iters")}, "schedule"),
        ({"get_batch": ("windows[:, 1:]", "windows[:, :-1]")}, "PyTorch's"),
        ({"clip_grad_norm": ("np.multiply(g, factor, out=g)", "np.multiply(g, -1, out=g)")}, "PyTorch's"),
    ],
)
def test_the_training_curve_refuses(change, word, torch_process, monkeypatch):
    monkeypatch.setitem(training.SCHEDULE, "warmup_iters", 1)
    result = training.training_curve(context_of(planted(**change), torch_process), steps=8)
    assert not result.passed and word in result.error


def test_the_training_curve_passes_the_pieces_without_a_mistake(torch_process, monkeypatch):
    monkeypatch.setitem(training.SCHEDULE, "warmup_iters", 1)
    assert training.training_curve(context_of(planted(), torch_process), steps=8).passed


def test_a_piece_that_raises_is_named_at_its_own_line():
    message = failed("accumulation", planted(add=("Y = a + b  #", "Y = a + nobody  #")))
    assert "NameError" in message and "add.py line" in message


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (known("blocked_attention", "sees-one-ahead"), "logits is off by"),
        (known("gelu_in_chunks", "cube-not-derived"), "gradient of "),
        (known("FastGPT2", "biases-decayed"), "loss of step 2 is off by"),
    ],
)
def test_an_engine_that_differs_from_the_plain_model_fails(change, where):
    assert where in failed("engine", planted(**change))
