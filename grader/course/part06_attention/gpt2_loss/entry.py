"""Exercise entry: gpt2_loss (the loss of a whole GPT-2 with tied embeddings, an op with all its gradients)."""

import numpy as np

from grader.course.inputs import exact, ids, integers, view
from grader.course.small_gpt2 import gpt_params
from grader.course.spec import Exercise, Identity, Mistake, case


def _strided(params):
    return {name: view(recipe) for name, recipe in params.items()}


def _rise_after_a_step(sample, call):
    """Return by how much upstream * loss rises in a small step against its gradient; 0 where it falls, as it should."""
    params, gradients = sample.inputs["params"], sample.gradients
    moved = {key: value - 1e-5 * gradients[f"params.{key}"] for key, value in params.items()}
    after = call({**sample.inputs, "params": moved}, sample.upstream)
    return np.maximum(0.0, sample.upstream * (after.output - sample.output))


EXERCISE = Exercise(
    title="GPT-2's loss",
    points=15,
    in_gpt2=True,
    arguments=("params", "ids", "targets", "n_head"),
    gradients=("params",),
    requires=(
        "embedding",
        "positional_embedding",
        "transformer_block",
        "layer_norm",
        "lm_head",
        "softmax_cross_entropy",
    ),
    composed=True,
    forward_is_public=True,
    cases=(
        case(
            "one token, no layer",
            params=gpt_params(4, 2, 3),
            ids=ids(1, 1, below=4),
            targets=ids(1, 1, below=4),
            n_head=1,
            _edge=True,
        ),
        case(
            "two layers",
            params=gpt_params(7, 5, 4, hidden=6, n_layer=2),
            ids=ids(2, 3, below=7),
            targets=integers([[1, -1, 6], [6, 0, -1]]),
            n_head=2,
            _others={"n_head": 4},
        ),
        # Of so many arrays the oracle alone judges: differencing each would take an answer's whole time.
        case(
            "eleven layers, two places",
            params=gpt_params(3, 3, 3, hidden=2, n_layer=11),
            ids=ids(1, 2, below=3),
            targets=ids(1, 2, below=3),
            n_head=3,
            _large=True,
        ),
        case(
            "strided views, no layer",
            params=_strided(gpt_params(6, 4, 5)),
            ids=view(ids(3, 2, below=6)),
            targets=view(ids(3, 2, below=6)),
            n_head=1,
        ),
        case(
            "large logits",
            params=gpt_params(7, 4, 6, hidden=5, n_layer=1, last=1e4),
            ids=ids(2, 4, below=7),
            targets=ids(2, 4, below=7),
            n_head=2,
            _large=True,
            _rtol=1e-8,
        ),
    ),
    identities=(
        Identity(
            "the rows of dW_p sum to 0: no LayerNorm sees a shift of x",
            lambda s, call: s.gradients["params.W_p"].sum(-1),
            of="params.W_p",
        ),
        Identity(
            "dW_e and dW_p have the same sum over their rows: the head's part sums to 0 over the symbols",
            lambda s, call: s.gradients["params.W_e"].sum(0) - s.gradients["params.W_p"].sum(0),
            of="params.W_e",
        ),
        Identity("a small step against the gradient lowers the loss", _rise_after_a_step),
    ),
    formulas=("dW_e", "dW_p", "dlnf_b"),
    by_hand=case(
        "by hand",
        params={
            "W_e": exact([[0], [np.log(2)]]),
            "W_p": exact([[3], [5]]),
            "lnf_g": exact([2]),
            "lnf_b": exact([1]),
        },
        ids=integers([[1, 0]]),
        targets=integers([[0, -1]]),
        n_head=1,
        _upstream=exact(1.0),
    ),
    hints=(
        "Every piece is one that you have verified. Write the forward as a chain, and keep each piece's backward as "
        "you go: one list for the blocks. Which array does the chain use twice?",
        "The loss depends on W_e through the logits and through the first x: dL/dW_e = (what lm_head's backward "
        "gives) + (what the embedding's gives). x = tokens + places hands the same dx to both.",
        "dlogits, then head, last LayerNorm, blocks from the last to the first, the two embeddings; collect every "
        "weight's gradient under its key as you pass it, and add the two gradients of W_e at the end.",
    ),
)

MISTAKES = (
    Mistake(
        "tied-embedding-alone",
        'tokens_backward(dx)["W_e"] + head["W_e"]',
        'tokens_backward(dx)["W_e"]',
        "dW_e has only the embedding's part. W_e is the head's matrix as well, and that use has a gradient of its "
        "own: they add up.",
    ),
    Mistake(
        "tied-head-alone",
        'tokens_backward(dx)["W_e"] + head["W_e"]',
        'head["W_e"]',
        "dW_e has only the head's part. W_e is also the table from which x began: what comes back to x belongs to the "
        "rows that ids name.",
    ),
    Mistake(
        "head-counted-twice",
        'tokens_backward(dx)["W_e"] + head["W_e"]',
        'tokens_backward(dx)["W_e"] + 2 * head["W_e"]',
        "The head's part of dW_e is there twice: once is when the head's backward gives it, and there is no second "
        "time.",
    ),
    Mistake(
        "tied-average",
        'tokens_backward(dx)["W_e"] + head["W_e"]',
        '(tokens_backward(dx)["W_e"] + head["W_e"]) / 2',
        "dW_e is the mean of its two uses. The chain rule sums over the ways by which W_e reaches the loss.",
    ),
    Mistake(
        "blocks-not-reversed",
        "for i in reversed(range(n_layer)):",
        "for i in range(n_layer):",
        "The blocks' backwards run from the first to the last. The gradient comes from the loss, so it meets the last "
        "block first.",
    ),
    Mistake(
        "dx-not-handed-on",
        'dx = block["x"]',
        'dx = dx + block["x"]',
        "The blocks' dx is added to what came in. A block's backward already has its residuals in it: its dx is the "
        "whole gradient.",
    ),
    Mistake(
        "layers-numbered-backwards",
        'f"h.{i}.{name}": block[name]',
        'f"h.{n_layer - 1 - i}.{name}": block[name]',
        "The gradients are numbered as the backward meets the layers, last one first. They belong under the numbers of "
        "their own layers.",
    ),
    Mistake(
        "upstream-forgotten",
        "loss_backward(dloss)",
        "loss_backward(np.ones_like(dloss))",
        "dloss is ignored: these are the gradients of the loss itself, which are the wanted ones only where dloss is "
        "1.",
    ),
    Mistake(
        "positions-along-the-batch",
        "x = tokens + places\n",
        'x = tokens + params["W_p"][np.arange(B) % len(params["W_p"]), np.newaxis]\n',
        "The position vectors run along the batch: every token of one sequence gets the same one. They belong to axis "
        "1, the places.",
        breaks="forward",
    ),
    Mistake(
        "no-positions",
        "x = tokens + places\n",
        "x = tokens\n",
        "The positions are left out: without them attention cannot tell in which order the past came.",
        breaks="forward",
    ),
    Mistake(
        "no-last-norm",
        "logits, head_backward = lm_head(n, W_e)",
        "logits, head_backward = lm_head(x, W_e)",
        "The head reads the residual stream itself. With the norms inside the blocks' branches, GPT-2 needs one more "
        "before the head.",
        breaks="forward",
    ),
    Mistake(
        "one-block-for-all",
        'params[f"h.{i}.{name}"]',
        'params[f"h.0.{name}"]',
        "Every layer uses the weights of layer 0. Each has its own, under its own number.",
        breaks="forward",
    ),
    Mistake(
        "scored-on-the-input",
        "softmax_cross_entropy(logits, targets)",
        "softmax_cross_entropy(logits, ids)",
        "The logits are scored against ids, the tokens that the model has just read. targets are the ones that come "
        "next.",
        breaks="forward",
    ),
)
