"""Exercise entry: FastGPT2 (GPT-2's forward, backward and step in memory that is reused)."""

from zlib import crc32

import numpy as np

from grader.course.captions import memory, pytorch
from grader.course.inputs import exact, ids, integers, single, token_file
from grader.course.part15_speed.FastGPT2.driver import drive
from grader.course.small_gpt2 import gpt_params
from grader.course.spec import Exercise, Mistake, case


def _case(label, ask, model, n_head, tokens, targets=None, _large=False, _rtol=1e-9, _edge=False, **options):
    """Return a case: a model, tokens (B, T), targets (the tokens where None), and in `ask` what is compared."""
    return case(
        label,
        ask=ask,
        params=model,
        n_head=n_head,
        ids=tokens,
        targets=tokens if targets is None else targets,
        options=options,
        _large=_large,
        _rtol=_rtol,
        _edge=_edge,
    )


SMALL = gpt_params(7, 6, 6, 10, 2)
TEXT = ids(2, 4, below=7)
TARGETS = integers([[1, -1, 6, 2], [6, 0, -1, 3]])
UNTIED = gpt_params(5, 5, 4, 9, 2, biases=False, head=True)
SOME_BIASES = {name: recipe for name, recipe in SMALL.items() if name not in ("h.0.b1", "h.1.ln1_b", "lnf_b")}
DEEP = dict(sorted(gpt_params(3, 3, 2, 2, 12).items(), key=lambda named: crc32(named[0].encode())))
LAST = {"W_e": exact([[0, 0], [np.log(3), 0]]), "W_p": exact([[2, 1]]), "lnf_g": exact([1, 1]), "lnf_b": exact([0, 0])}

EXERCISE = Exercise(
    title="The fast GPT-2",
    points=20,
    arguments=(),
    outputs=("result",),
    requires=(
        "gelu",
        "share",
        "gelu_in_chunks",
        "layer_norm_rows",
        "blocked_attention",
        "cross_entropy_in_place",
        "scatter_add_rows",
        "adamw_in_chunks",
    ),
    driver=drive,
    cases=(
        _case("logits, one token, no layers", "logits", gpt_params(4, 2, 3), 1, ids(1, 1, below=4), _edge=True),
        _case("logits, two layers", "logits", SMALL, 3, TEXT),
        _case("logits, a head of its own, no biases", "logits", UNTIED, 2, ids(1, 4, below=5)),
        _case("logits, exact GELU, another eps", "logits", SMALL, 2, ids(3, 5, below=7), gelu="erf", eps=0.1),
        _case("logits, float32", "logits", single(SMALL), 3, TEXT, _rtol=1e-4),
        _case("logits of every other place", "places", SMALL, 3, TEXT),
        _case("places of a model without layers", "places", gpt_params(5, 4, 4), 2, ids(2, 3, below=5)),
        _case("places of a model of three layers", "places", gpt_params(5, 4, 4, 6, 3), 2, ids(2, 3, below=5)),
        _case("loss, some tokens do not count", "loss", SMALL, 3, TEXT, TARGETS),
        _case("gradients, two layers, tied", "gradients", SMALL, 3, TEXT, TARGETS),
        _case("gradients, a head of its own, no biases", "gradients", UNTIED, 2, ids(2, 3, below=5)),
        _case("gradients, rows enough to be cut", "gradients", gpt_params(17, 8, 16, 16, 1), 2, ids(3, 7, below=17)),
        _case(
            "gradients, biases long enough to be cut", "gradients", gpt_params(3, 2, 2, 520, 1), 1, ids(1, 2, below=3)
        ),
        _case("gradients, exact GELU", "gradients", gpt_params(5, 4, 4, 6, 1), 2, ids(1, 3, below=5), gelu="erf"),
        _case("three steps: losses and parameters", "steps", SMALL, 3, TEXT, TARGETS),
        _case("three steps at the step's own rates", "plain steps", gpt_params(5, 4, 4, 6, 1), 2, ids(2, 3, below=5)),
        _case("memory of a second step", "memory", gpt_params(2000, 32, 4, 8, 1), 2, ids(1, 8, below=2000)),
        _case("places in any order, one twice", "places in any order", SMALL, 3, TEXT, _edge=True),
        _case("loss, twelve layers, named in no order", "loss", DEEP, 2, ids(1, 3, below=3), _edge=True),
        _case("gradients, one head, some biases are missing", "gradients", SOME_BIASES, 1, TEXT, TARGETS, _edge=True),
        _case(
            "loss, as many heads as channels, ids in uint16", "loss", SMALL, 6, token_file(TEXT), TARGETS, _edge=True
        ),
        _case(
            "steps of two models in turn", "two models", gpt_params(5, 4, 4, 6, 1), 2, ids(2, 3, below=5), _edge=True
        ),
        _case("memory by name", "take", gpt_params(4, 2, 3), 1, ids(1, 1, below=4), _edge=True),
        _case(
            "large scores and logits",
            "logits",
            gpt_params(7, 6, 6, 10, 2, attention=20.0, last=1e3),
            3,
            TEXT,
            _large=True,
            _rtol=1e-7,
        ),
    ),
    by_hand=_case("by hand", "loss", LAST, 1, integers([[0]]), integers([[1]])),
    captions={
        ("result", "logits"): pytorch("logits"),
        ("result", "places"): pytorch("logits of some places"),
        ("result", "loss"): pytorch("loss"),
        ("result", "gradients"): pytorch("gradients, one after another"),
        ("result", "steps"): pytorch("three losses, and the parameters after their steps"),
        ("result", "plain steps"): pytorch("three losses, and the parameters after their steps"),
        ("result", "memory"): memory("half of the logits' bytes"),
    },
    hints=(
        "It is gpt2_loss with other pieces. For each array: who reads it last, and when? One that the backward of a "
        "layer reads must outlive the layers after it; one that the next line has used up need not.",
        "The backward of a layer reads x, n1, qkv, mixed, x1, n2, u and h of that layer. What is y, the projection "
        "that is added to x, needed for afterwards?",
        "take(f'h.{i} u', N, 4D) where training keeps it, one name for all layers where not; matmul(..., out=) into "
        "these; dlogits^T n straight into W_e's gradient, then scatter_add_rows; dx += at the two residuals.",
    ),
)

MISTAKES = (
    Mistake(
        "one-memory-for-all-layers",
        'f"h.{i} " if keep else "any block "',
        '"any block "',
        "All layers keep what their backwards need in the same memory: when a backward reads it, the last layer's "
        "numbers stand there.",
        breaks="forward",
    ),
    Mistake(
        "first-places-scored",
        "x, mixed, N = x[places], mixed[places], len(places)",
        "x, mixed, N = x[: len(places)], mixed[: len(places)], len(places)",
        "Of n places asked for, the first n are scored.",
        breaks="forward",
    ),
    Mistake(
        "gelu-over-its-own-input",
        'out=take("h", wide) if keep else u',
        "out=u",
        "GELU is written over u, which its backward reads. That is right where no backward comes, and only there.",
        breaks="forward",
    ),
    Mistake(
        "residual-over-its-own-input",
        'out=take("x2"))',
        "out=x1)",
        "The second residual is written over x1, which the second LayerNorm's backward reads.",
        breaks="forward",
    ),
    Mistake(
        "memory-taken-anew",
        "if name not in self.memory or self.memory[name].size < size:",
        "if True:",
        "The memory is taken anew at every call: each page of it comes with a fault, and AdamW's averages start again "
        "from zero.",
        breaks="forward",
    ),
    Mistake(
        "rest-of-W_p-left-over",
        '            grads["W_p"][ids.shape[1] :] = 0\n',
        "",
        "The places beyond this text keep the gradient of the longer text before it: memory that is used again holds "
        "old numbers.",
        breaks="forward",
    ),
    Mistake(
        "tied-head-alone",
        '            scatter_add_rows(grads["W_e"], ids.reshape(-1), dx)\n',
        "",
        "dW_e has only the head's part. The table's own part belongs to the rows that ids name.",
        breaks="forward",
    ),
    Mistake(
        "residual-gradient-lost",
        'dx += _norm_gradients(norm2_backward(dn, out=dn), grads, f"h.{i}.ln2")',
        'dx[...] = _norm_gradients(norm2_backward(dn, out=dn), grads, f"h.{i}.ln2")',
        "The gradient that goes past the MLP along the residual is written over.",
        breaks="forward",
    ),
    Mistake(
        "biases-decayed",
        "weight_decay if theta.ndim >= 2 else 0.0",
        "weight_decay",
        "Biases, gammas and betas decay as well. Only what has two axes or more is to.",
        breaks="forward",
    ),
    Mistake(
        "heads-not-apart",
        "cut = x.reshape(B, len(x) // B, parts, n_head, -1)\n    return (cut[:, :, i].swapaxes(1, 2)",
        "cut = x.reshape(B, len(x) // B, n_head, parts, -1)\n    return (cut[:, :, :, i].swapaxes(1, 2)",
        "Q, K and V are cut out of each head's columns. W_attn's columns are all of Q, all of K, all of V, and each of "
        "them head by head.",
        breaks="forward",
    ),
)
