"""Exercise entry: analytic_gradient (loss and all derivatives of a small embedding-ReLU-MLP model, in Python lists)."""

import numpy as np

from grader.course.inputs import exact, ids, integers, normal
from grader.course.part02_backpropagation.analytic_gradient.driver import drive
from grader.course.spec import Exercise, Identity, Mistake, case


def state_dict_of(V, D, H, std=1.0):
    """Recipes for a state_dict of V tokens, D features and H hidden units."""
    return {"wte": normal(V, D, std=std), "mlp_fc1": normal(H, D, std=std), "mlp_fc2": normal(V, H, std=std)}


def sum_of_w_dw(sample, name):
    """Return the sum of w dw over all entries w of one matrix."""
    return np.sum(sample.inputs["state_dict"][name] * sample.outputs[f"d_{name}"])


EXERCISE = Exercise(
    title="Every derivative of a small model",
    points=10,
    arguments=("tokens", "n", "state_dict"),
    outputs=("loss", "d_wte", "d_mlp_fc1", "d_mlp_fc2"),
    driver=drive,
    cases=(
        case("one position", tokens=integers([0, 1]), n=1, state_dict=state_dict_of(2, 1, 1), _edge=True),
        case("five positions", tokens=ids(6, below=7), n=5, state_dict=state_dict_of(7, 3, 4)),
        case("more tokens than are read", tokens=ids(9, below=5), n=4, state_dict=state_dict_of(5, 2, 6)),
        case("one token again and again", tokens=integers([2, 2, 2, 2]), n=3, state_dict=state_dict_of(5, 4, 3)),
        case(
            "state_dict in another order",
            tokens=ids(6, below=6),
            n=5,
            state_dict={"mlp_fc2": normal(6, 5), "wte": normal(6, 3), "mlp_fc1": normal(5, 3)},
        ),
        case("square matrices", tokens=ids(6, below=4), n=5, state_dict=state_dict_of(4, 4, 4)),
        case("2,480 parameters", tokens=ids(9, below=28), n=8, state_dict=state_dict_of(28, 20, 40, std=0.3)),
        case(
            "large logits",
            tokens=ids(6, below=6),
            n=5,
            state_dict={"wte": normal(6, 3), "mlp_fc1": normal(5, 3), "mlp_fc2": normal(6, 5, std=1e4)},
            _large=True,
            _rtol=1e-9,
        ),
    ),
    identities=(
        Identity(
            "the sums of w dw over wte and over mlp_fc1 are equal",
            lambda s, call: sum_of_w_dw(s, "wte") - sum_of_w_dw(s, "mlp_fc1"),
            of="d_wte",
        ),
        Identity(
            "the sums of w dw over mlp_fc1 and over mlp_fc2 are equal",
            lambda s, call: sum_of_w_dw(s, "mlp_fc1") - sum_of_w_dw(s, "mlp_fc2"),
            of="d_mlp_fc1",
        ),
    ),
    by_hand=case(
        "by hand",
        tokens=integers([0, 1]),
        n=1,
        state_dict={
            "wte": exact([[2], [5]]),
            "mlp_fc1": exact([[1], [-1]]),
            "mlp_fc2": exact([[np.log(2), 5], [0, 3]]),
        },
    ),
    hints=(
        "Write the forward of one position as a graph: token, x, a, h, logits, loss. Which values does the way back "
        "need, so that the way there has to keep them?",
        "Start with d_logits, which gradient_step gave you, over n. If u[i] = sum_j W[i][j] v[j], then dW[i][j] is "
        "du[i] times what, and dv[j] is a sum over which index?",
        "For every position, from the loss down: d_logits; d_fc2 and d_h; d_a, from d_h and the sign of a; d_fc1 and "
        "d_x; the token's row of d_wte. Add each matrix up over the positions, and flatten in the end.",
    ),
)

MISTAKES = (
    Mistake(
        "sum-not-mean",
        "d_logits = [weight / total / n for weight in weights]  # (V,)\n        d_logits[target] -= 1 / n",
        "d_logits = [weight / total for weight in weights]  # (V,)\n        d_logits[target] -= 1",
        "The gradient is of the sum over the positions, n times too large: the loss is their mean.",
        breaks="forward",
    ),
    Mistake(
        "target-forgotten",
        "d_logits[target] -= 1 / n",
        "pass",
        "The gradient of the logits is p alone; at the target the loss also has -logits[target].",
        breaks="forward",
    ),
    Mistake(
        "gate-forgotten",
        "d if value > 0 else 0.0 for d, value in zip(d_h, a",
        "d for d, value in zip(d_h, a",
        "ReLU is not in the way back: where a is negative, h stands still and no gradient passes.",
        breaks="forward",
    ),
    Mistake(
        "gate-by-the-gradient",
        "d if value > 0 else 0.0 for d, value in zip(d_h, a",
        "d if d > 0 else 0.0 for d, value in zip(d_h, a",
        "ReLU's way back asks whether the input a was positive, not whether the gradient is.",
        breaks="forward",
    ),
    Mistake(
        "row-overwritten",
        "[old + d for old, d in zip(d_wte[token], d_x, strict=True)]",
        "d_x",
        "A token that is read twice has two gradients, and the second replaces the first. They add up.",
        breaks="forward",
    ),
    Mistake(
        "row-of-the-target",
        "d_wte[token] = [old + d for old, d in zip(d_wte[token],",
        "d_wte[target] = [old + d for old, d in zip(d_wte[target],",
        "The gradient of x goes to the target's row of wte; x was read from the token's.",
        breaks="forward",
    ),
    Mistake(
        "transpose-forgotten",
        "times(list(zip(*fc2, strict=True)), d_logits)",
        "times(fc2 if len(fc2) == len(fc2[0]) else list(zip(*fc2, strict=True)), d_logits)",
        "d_h[k] sums over the rows v of mlp_fc2, which takes its transpose: where the matrix is square, "
        "a transpose left out gives no error, only wrong numbers.",
        breaks="forward",
    ),
    Mistake(
        "order-of-its-own",
        "for matrix in gradient.values() for row",
        "for matrix in (d_wte, d_fc1, d_fc2) for row",
        "The flat list runs through the matrices in a fixed order; it is to follow the order of state_dict.",
        breaks="forward",
    ),
    Mistake(
        "loss-clipped",
        "(math.log(sum(weights)) + top - logits[target]) / n",
        "-math.log(max(weights[target] / sum(weights), 1e-12)) / n",
        "p is kept above 1e-12 so that its logarithm exists, which cuts the loss at 27.6. Take the logarithm of the "
        "sum and subtract the logit: then nothing has to be kept away from 0.",
        breaks="robustness",
    ),
    Mistake(
        "out-of-range",
        "top = max(logits)\n        weights",
        "top = 0.0\n        weights",
        "A large logit leaves the range of floats: exp(710) overflows, and exp(-750) is 0, which has no logarithm. "
        "Take log sum exp with the largest logit moved to 0, and subtract the target's logit from it: no p is needed.",
        breaks="robustness",
    ),
)
