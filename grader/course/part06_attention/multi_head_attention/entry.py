"""Exercise entry: multi_head_attention (projections, heads and causal attention, an op)."""

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.spec import Exercise, Identity, Mistake, case


def _weights(D, std=1.0):
    return {
        "W_attn": normal(D, 3 * D, std=std),
        "b_attn": normal(3 * D, std=std),
        "W_proj": normal(D, D),
        "b_proj": normal(D),
    }


def _change_of_the_past(sample, call):
    """Change the last token's x, and return the change of the earlier outputs, which should be 0."""
    inputs = dict(sample.inputs, x=sample.inputs["x"].copy())
    inputs["x"][:, -1] += 1.0
    return (call(inputs, sample.upstream).output - sample.output)[:, :-1]


def _dx_of_the_future(sample, call):
    """Return dx after the first position where the upstream gradient is 0 but at the first: it should be 0."""
    upstream = sample.upstream.copy()
    upstream[:, 1:] = 0
    return call(sample.inputs, upstream).gradients["x"][:, 1:]


EXERCISE = Exercise(
    title="Multi-head attention",
    points=10,
    in_gpt2=True,
    arguments=("x", "W_attn", "b_attn", "W_proj", "b_proj", "n_head"),
    gradients=("x", "W_attn", "b_attn", "W_proj", "b_proj"),
    batched=("x",),
    batch_first=True,
    requires=("linear", "split_heads", "merge_heads", "scaled_dot_product_attention"),
    forward_is_public=True,
    cases=(
        case("one token", x=normal(1, 1, 2), **_weights(2), n_head=1, _edge=True),
        case("two heads", x=normal(3, 4, 10), **_weights(10, std=0.4), n_head=2, _others={"n_head": 5}),
        case("one head", x=normal(2, 3, 4), **_weights(4, std=0.7), n_head=1),
        case("heads 1 wide", x=normal(1, 4, 3), **_weights(3), n_head=3, _edge=True),
        case(
            "a strided view",
            x=view(normal(2, 3, 11)),
            W_attn=view(normal(11, 33, std=0.4)),
            b_attn=view(normal(33)),
            W_proj=view(normal(11, 11)),
            b_proj=view(normal(11)),
            n_head=11,
        ),
        case("large scores", x=normal(2, 5, 6), **_weights(6, std=50.0), n_head=2, _large=True, _rtol=1e-8),
    ),
    identities=(
        Identity("the past does not change with the future", _change_of_the_past),
        Identity("the first output sends nothing back to later tokens", _dx_of_the_future, of="x"),
        Identity(
            "the bias of the keys gets no gradient: it moves all scores of a row alike",
            lambda s, call: np.split(s.gradients["b_attn"], 3)[1],
            of="b_attn",
        ),
        Identity(
            "sum of W_proj times dW_proj equals sum of Y - b_proj times dY",
            lambda s, call: (
                np.sum(s.inputs["W_proj"] * s.gradients["W_proj"])
                - np.sum((s.output - s.inputs["b_proj"]) * s.upstream)
            ),
            of="W_proj",
        ),
    ),
    formulas=("dx", "dW_attn", "db_attn", "dW_proj", "db_proj"),
    by_hand=case(
        "by hand",
        x=exact([[[2]]]),
        W_attn=exact([[5, -4, 3]]),
        b_attn=exact([1, 6, 1]),
        W_proj=exact([[2]]),
        b_proj=exact([4]),
        n_head=1,
        _upstream=exact([[[3]]]),
    ),
    hints=(
        "No new derivative is needed here. Write the pieces of the forward in a column; beside each, what it takes and "
        "what it gives. x leaves by three ways: which piece of yours already adds them up?",
        "Where QKV is cut into three blocks, block c of dQKV is dQ, dK or dV. dx[b,t,i] = sum over all 3D columns c of "
        "dQKV[b,t,c] W_attn[i,c], and dW_attn[i,c] = sum_{b,t} x[b,t,i] dQKV[b,t,c].",
        "Call the pieces' own backwards from the last to the first: proj, merge, attention, the three splits; then "
        "put dQ, dK and dV side by side along the last axis, in the order of the forward, for one last call of "
        "linear's backward.",
    ),
)

MISTAKES = (
    Mistake(
        "blocks-in-another-order",
        "Q, K, V = np.split(QKV, 3, axis=-1)",
        "K, Q, V = np.split(QKV, 3, axis=-1)",
        "The first D columns of W_attn make the queries, the next the keys, the last the values. Any order would "
        "train; only this one runs GPT-2's own weights.",
        breaks="forward",
    ),
    Mistake(
        "blocks-interleaved",
        "np.split(QKV, 3, axis=-1)",
        "np.moveaxis(QKV.reshape(*x.shape, 3), -1, 0)",
        "The three parts of QKV are blocks of D columns one after another; here column 0 goes to Q, 1 to K, 2 to V, 3 "
        "to Q and so on.",
        breaks="forward",
    ),
    Mistake(
        "merged-without-transposing",
        "merged, merge_backward = merge_heads(A)",
        "merged, merge_backward = A.reshape(x.shape), lambda d: {'x': d.reshape(A.shape)}",
        "A is (B, n_head, T, d): a reshape alone keeps that order, so a token's row is filled with the same head at "
        "several places. Heads and places have to change sides first.",
        breaks="forward",
    ),
    Mistake(
        "gradient-blocks-swapped",
        "np.concatenate([dQ, dK, dV], axis=-1)",
        "np.concatenate([dK, dQ, dV], axis=-1)",
        "dQ and dK stand in each other's place: dQKV has to be put together in the order in which QKV was cut.",
    ),
    Mistake(
        "weights-held-constant",
        "np.concatenate([dQ, dK, dV], axis=-1)",
        "np.concatenate([0 * dQ, 0 * dK, dV], axis=-1)",
        "Only the values get a gradient. The attention weights are no constants: they are made of Q and K, and x "
        "reaches the output through them too.",
    ),
    Mistake(
        "x-by-the-values-alone",
        '{"x": attn["x"],',
        '{"x": dV @ W_attn[:, -x.shape[-1] :].T,',
        "dx holds what comes back through V alone. x was used three times, for Q, for K and for V: the three "
        "gradients add up.",
    ),
    Mistake(
        "heads-split-without-transposing-back",
        'back(mixed[name])["x"] for back',
        "mixed[name].reshape(x.shape) for back",
        "dQ, dK and dV come as (B, n_head, T, d): a reshape to (B, T, D) gives each token the gradients of other "
        "places. Undo the transpose of the split as well.",
    ),
    Mistake(
        "mean-of-b-proj",
        '"b_proj": proj["b"]}',
        '"b_proj": dY.mean(axis=(0, 1))}',
        "db_proj is averaged over the tokens. b_proj is added at every one of them, so its gradient is the sum; a mean "
        "belongs to the loss.",
    ),
    Mistake(
        "heads-cut-before-q-k-v",
        "np.split(QKV, 3, axis=-1)",
        "(part.reshape(x.shape) for part in np.split(QKV.reshape(*x.shape[:-1], n_head, -1), 3, axis=-1))",
        "Each head's run of columns is cut into q, k and v. The columns of W_attn are all of Q, then all of K, then "
        "all of V, and each of these has the heads in it.",
        "forward",
    ),
)
