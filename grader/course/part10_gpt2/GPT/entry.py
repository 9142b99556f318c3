"""Exercise entry: GPT (GPT-2 as a Module: logits, loss, initialization)."""

import numpy as np

from grader.course.captions import BYTES, LAYER, pytorch
from grader.course.inputs import exact, ids, integers, single, view
from grader.course.part10_gpt2.GPT.driver import INITIAL_STD, RANDOM, drive
from grader.course.small_gpt2 import gpt_config, gpt_params
from grader.course.spec import Caption, Exercise, Mistake, case


def _params(config, last=1.0):
    """Return recipes for every parameter of a config, in the course's order."""
    V, T, D = config["vocab_size"], config["block_size"], config["n_embd"]
    options = {"biases": config.get("bias", True), "head": not config.get("tied", True), "last": last}
    return gpt_params(V, T, D, 4 * D, config["n_layer"], **options)


def _case(label, config, *, ids, targets, last=1.0, make=lambda recipe: recipe, **options):
    """Return a case whose parameters are random; `make` changes each one's recipe, as `single` does."""
    params = {name: make(recipe) for name, recipe in _params(config, last).items()}
    return case(label, config=config, params=params, ids=ids, targets=targets, **options)


def _initial_case(label, config):
    """Return a case without parameters: how a new model is initialized."""
    token = ids(1, 1, below=config["vocab_size"])
    return case(label, config=config, params={}, ids=token, targets=token)


ORDINARY = gpt_config(7, 5, 2, 2, 4)

EXERCISE = Exercise(
    title="GPT-2 as a module",
    points=15,
    arguments=(),
    outputs=(
        *("logits", "loss", "dW_e", "dW_p", "dblocks", "dlnf", "dW_head"),
        *("n_parameters", "parameters_in_order", "bytes_of_each", "calls_agree", "errors_in_words"),
        *("spread_at_the_start", "tails_at_the_start", "matrices_alike", "runs_repeat", "draws_in_order"),
    ),
    requires=(
        *("softmax_cross_entropy", "embedding", "lm_head", "positional_embedding"),
        *("Tensor", "LayerNorm", "Module", "TransformerBlock", "GPTConfig"),
    ),
    driver=drive,
    cases=(
        _case(
            "one token, no layer",
            gpt_config(4, 2, 0, 1, 3),
            ids=ids(1, 1, below=4),
            targets=ids(1, 1, below=4),
            _edge=True,
        ),
        _case("two layers, tied", ORDINARY, ids=ids(2, 3, below=7), targets=integers([[1, -1, 6], [6, 0, -1]])),
        _case(
            "two layers, untied, no biases, erf",
            ORDINARY | {"tied": False, "bias": False, "gelu": "erf"},
            ids=ids(3, 2, below=7),
            targets=ids(3, 2, below=7),
        ),
        _case(
            "one layer, as long as its context, a large eps",
            gpt_config(5, 4, 1, 3, 3, eps=0.5),
            ids=view(ids(2, 4, below=5)),
            targets=view(ids(2, 4, below=5)),
        ),
        _case(
            "float32, untied",
            gpt_config(6, 3, 1, 2, 8, tied=False),
            ids=ids(2, 3, below=6),
            targets=ids(2, 3, below=6),
            make=single,
            _rtol=1e-3,
        ),
        _initial_case("as it begins", gpt_config(128, 32, 2, 2, 32, tied=False)),
        _initial_case("as a deep one begins", gpt_config(128, 16, 8, 2, 16, tied=False)),
        _case(
            "eleven layers of one head, ids of uint16",
            gpt_config(5, 3, 11, 1, 6),
            ids=lambda rng: rng.integers(5, size=(1, 3)).astype(np.uint16),
            targets=ids(1, 3, below=5),
        ),
        _case(
            "large logits",
            gpt_config(7, 4, 1, 2, 4),
            ids=ids(2, 4, below=7),
            targets=ids(2, 4, below=7),
            last=1e4,
            _large=True,
            _rtol=1e-8,
        ),
    ),
    by_hand=case(
        "by hand",
        config=gpt_config(2, 1, 0, 1, 2, bias=False, tied=False),
        params={
            "W_e": exact([[1, 2], [5, 0]]),
            "W_p": exact([[0, 1]]),
            "lnf_g": exact([2, 1]),
            "W_head": exact([[0, 0], [0, np.log(3)]]),
        },
        ids=integers([[0]]),
        targets=integers([[0]]),
    ),
    by_hand_asks=("logits", "loss", "dW_e", "dlnf", "dW_head"),
    captions={
        "dblocks": pytorch("gradients of the blocks' parameters, one after another"),
        "dlnf": pytorch("gradients of the final LayerNorm"),
        "bytes_of_each": BYTES,
        "parameters_in_order": Caption("the order of parameters()", {1.0: "as promised", 0.0: "another"}),
        "spread_at_the_start": Caption(
            entries=tuple(
                Caption(f"initial standard deviation of {kind}, in powers of two from {INITIAL_STD}") for kind in RANDOM
            )
        ),
        "matrices_alike": Caption("pairs of initial matrices that are equal"),
        "runs_repeat": LAYER["runs_repeat"],
        "tails_at_the_start": LAYER["tails_at_start"],
        "draws_in_order": LAYER["drawn_in_order"],
        "calls_agree": Caption("what model(ids) and model(ids, targets) give", {1.0: "logits and loss", 0.0: "others"}),
        "errors_in_words": Caption("ids longer than the context", {1.0: "a ValueError", 0.0: "no ValueError in words"}),
    },
    hints=(
        "It is gpt2_loss once more, without a backward: which of your ops and layers make up its forward, in which "
        "order? And which of the config's nine fields does each of them need?",
        "x = W_e[ids] + W_p[:T]; then every block; then lnf; then the head. apply(op, ...) takes the Tensors and the "
        "rest alike and returns a Tensor. What has the head to be given, so that a tied table gets both its gradients?",
        "One rng for all, handed on to each layer, as dtype is. For the start: a block's attention.proj.W.data and "
        "mlp.proj.W.data times one number. A tied model keeps one Tensor and no second name for it.",
    ),
)

MISTAKES = (
    Mistake(
        "positions-along-the-batch",
        "apply(positional_embedding, self.W_p, T, B)",
        "apply(embedding, self.W_p, np.repeat(np.arange(B)[:, np.newaxis] % len(self.W_p.data), T, axis=1))",
        "The position vectors run along the batch: all tokens of a sequence get the same one. They belong to axis 1, "
        "the places.",
        breaks="forward",
    ),
    Mistake(
        "no-positions",
        "x = tokens + places",
        "x = tokens",
        "The positions are left out: without them attention cannot tell in which order the past came.",
        breaks="forward",
    ),
    Mistake(
        "no-last-norm",
        "n = self.lnf(x)",
        "n = x",
        "The head reads the residual stream itself. With the norms inside the blocks' branches, GPT-2 needs one more "
        "before the head.",
        breaks="forward",
    ),
    Mistake(
        "one-block-for-all",
        "for _ in range(config.n_layer)\n        ]",
        "for _ in range(min(config.n_layer, 1))\n        ] * config.n_layer",
        "A list times n_layer holds one block n_layer times over: all layers share their weights. Make each its own.",
        breaks="forward",
    ),
    Mistake(
        "blocks-reversed",
        "for block in self.h:\n            x = block(x)",
        "for block in reversed(self.h):\n            x = block(x)",
        "The forward runs through the blocks from the last to the first. That order is the backward's, and the Tensors "
        "see to it by themselves.",
        breaks="forward",
    ),
    Mistake(
        "tied-head-counted-twice",
        "if not config.tied:\n            self.W_head = table(config.vocab_size)",
        "self.W_head = Tensor(self.W_e.data, requires_grad=True) if config.tied else table(config.vocab_size)",
        "A tied model has a W_head too, a second Tensor around W_e's numbers. parameters() counts it once more, and "
        "the optimizer decays the same numbers twice. Tied means one Tensor, used twice.",
        breaks="forward",
    ),
    Mistake(
        "tied-by-value",
        "W = self.W_e if self.config.tied else self.W_head",
        "W = self.W_e.data if self.config.tied else self.W_head",
        "The tied head gets W_e's numbers and not the Tensor: no gradient finds its way back, and dW_e has only the "
        "embedding's part.",
        breaks="forward",
    ),
    Mistake(
        "head-tied-in-any-case",
        "W = self.W_e if self.config.tied else self.W_head",
        "W = self.W_e",
        "The head is the embedding even where it is untied: W_head is there, and nobody uses it.",
        breaks="forward",
    ),
    Mistake(
        "sum-for-the-mean",
        "apply(softmax_cross_entropy, self.logits(ids), targets)",
        "apply(softmax_cross_entropy, self.logits(ids), targets) * int((targets != -1).sum())",
        "The loss is the sum over the tokens. With a mean it stays comparable when the batch grows, and the learning "
        "rate need not shrink.",
        breaks="forward",
    ),
    Mistake(
        "mean-over-all-tokens",
        "apply(softmax_cross_entropy, self.logits(ids), targets)",
        "apply(softmax_cross_entropy, self.logits(ids), targets) * (float((targets != -1).sum()) / targets.size)",
        "The mean divides by all tokens, those that do not count among them.",
        breaks="forward",
    ),
    Mistake(
        "shifted-once-more",
        "self.logits(ids), targets)",
        "self.logits(ids), np.concatenate([targets[:, 1:], np.full((len(targets), 1), -1)], axis=1))",
        "The targets are shifted here, and they came shifted: every place is scored on the token after the next.",
        breaks="forward",
    ),
    Mistake(
        "scored-on-the-input",
        "self.logits(ids), targets)",
        "self.logits(ids), ids)",
        "The logits are scored against ids, the tokens that the model has just read. targets are the ones that come "
        "next.",
        breaks="forward",
    ),
    Mistake(
        "gelu-not-handed-on",
        "config.bias, config.gelu, config.eps,",
        'config.bias, "tanh", config.eps,',
        "The blocks always get the tanh GELU, whatever the config says.",
        breaks="forward",
    ),
    Mistake(
        "bias-not-handed-on",
        "config.n_head, config.bias,",
        "config.n_head, True,",
        "The blocks have biases even where the config says that there are none. They begin at 0, so nothing shows "
        "until a step has been made.",
        breaks="forward",
    ),
    Mistake(
        "eps-not-handed-on",
        "LayerNorm(D, config.bias, config.eps,",
        "LayerNorm(D, config.bias, 1e-5,",
        "The last LayerNorm uses its own eps, not the config's.",
        breaks="forward",
    ),
    Mistake(
        "dtype-not-handed-on",
        "config.eps, rng=rng, dtype=dtype)",
        "config.eps, rng=rng)",
        "The blocks are made in float64 whatever dtype says. One float64 array makes float64 of all that comes after "
        "it.",
        breaks="forward",
    ),
    Mistake(
        "projections-not-scaled",
        "projection.W.data *= 1 / math.sqrt(2 * config.n_layer)",
        "projection.W.data *= 1",
        "The projections into the residual stream begin at 0.02, as all else does. 2 n_layer of them add up there, so "
        "each begins at 0.02 / sqrt(2 n_layer).",
        breaks="forward",
    ),
    Mistake(
        "one-projection-per-layer",
        "math.sqrt(2 * config.n_layer)",
        "math.sqrt(config.n_layer)",
        "The projections are scaled for n_layer terms in the stream. Every layer adds two: attention's and the MLP's.",
        breaks="forward",
    ),
    Mistake(
        "all-projections-scaled",
        "(block.attention.proj, block.mlp.proj)",
        "(block.attention.proj, block.mlp.proj, block.attention.qkv, block.mlp.fc)",
        "All four matrices of a block are scaled down. Only those whose product is added to the stream are to be.",
        breaks="forward",
    ),
)
