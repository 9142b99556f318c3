"""Exercise entry: KVCache (the key-value cache, and step_logits in the same file)."""

from zlib import crc32

from grader.course.captions import pytorch
from grader.course.inputs import ids, normal, single, token_file, view
from grader.course.part14_generation.KVCache.driver import drive
from grader.course.small_gpt2 import gpt_params
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(
    label, model, tokens, n_head, chunks, ask="logits", room=None, _large=False, _rtol=1e-10, _edge=False, **options
):
    """Return a case: a model reads `tokens` (B, T) in chunks of these lengths, and `ask` says what is compared."""
    return case(
        label,
        ask=ask,
        model=model,
        tokens=tokens,
        n_head=n_head,
        chunks=chunks,
        options=options,
        room=room or sum(chunks),
        _large=_large,
        _rtol=_rtol,
        _edge=_edge,
    )


def _bytes_case(label, *room):
    """Return a case: the size of an empty cache; `room` is its shape and its dtype's name."""
    return case(label, ask="bytes", model={}, tokens=(), n_head=0, chunks=(), options={}, room=room)


SMALL = gpt_params(7, 9, 6, 10, 2)
SOME_BIASES = {name: recipe for name, recipe in SMALL.items() if name not in ("h.0.b1", "h.1.ln1_b", "h.1.b_proj")}
DEEP = dict(sorted(gpt_params(5, 5, 4, 3, 12).items(), key=lambda named: crc32(named[0].encode())))
"""Twelve layers, whose weights come in no order: neither h.2 before h.10 nor the other way round throughout."""
KEYS_AND_VALUES = {"K": normal(2, 2, 3, 6, 4), "V": normal(2, 2, 3, 6, 4)}

EXERCISE = Exercise(
    title="A cache of keys and values",
    points=15,
    arguments=(),
    outputs=("result",),
    requires=(
        "gelu",
        "gelu_tanh",
        "linear",
        "softmax",
        "embedding",
        "layer_norm",
        "lm_head",
        "attention_output",
        "attention_scores",
        "merge_heads",
        "split_heads",
    ),
    driver=drive,
    cases=(
        _case("one token, one layer", gpt_params(3, 1, 2, 4, 1), ids(1, 1, below=3), 1, (1,), _edge=True),
        _case("token by token", SMALL, ids(2, 6, below=7), 3, (1,) * 6, room=9),
        _case("a prompt, then token by token", SMALL, ids(2, 8, below=7), 3, (5, 1, 1, 1)),
        _case("all in one", SMALL, ids(3, 7, below=7), 2, (7,)),
        _case("chunks of many lengths", SMALL, ids(1, 9, below=7), 2, (2, 3, 1, 3)),
        _case("no layers", gpt_params(5, 6, 4), ids(2, 5, below=5), 2, (2, 1, 2)),
        _case("exact GELU", SMALL, ids(1, 5, below=7), 3, (3, 1, 1), gelu="erf"),
        _case("another eps", SMALL, ids(1, 4, below=7), 3, (2, 2), eps=0.1),
        _case("no biases", gpt_params(7, 6, 4, 9, 2, biases=False), ids(2, 5, below=7), 2, (3, 1, 1)),
        _case("a head of its own", gpt_params(7, 6, 4, 9, 1, head=True), ids(2, 4, below=7), 2, (2, 2)),
        _case("the last place alone", SMALL, ids(2, 6, below=7), 3, (4, 1, 1), last=True),
        _case("float32", single(SMALL), ids(1, 6, below=7), 3, (3, 1, 1, 1), _rtol=1e-4),
        _case(
            "strided views",
            {name: view(recipe) for name, recipe in gpt_params(5, 6, 4, 7, 1).items()},
            view(ids(2, 5, below=5)),
            2,
            (3, 2),
        ),
        _case("what the cache holds", SMALL, ids(2, 6, below=7), 3, (3, 1, 2), "cache", room=8),
        _case("work on the weights for each token, in the first's", SMALL, ids(1, 9, below=7), 3, (1,) * 9, "work"),
        _case("twelve layers, named in no order", DEEP, ids(1, 4, below=5), 2, (3, 1), _edge=True),
        _case("one head", SMALL, ids(2, 5, below=7), 1, (3, 2), _edge=True),
        _case("as many heads as channels", SMALL, ids(2, 5, below=7), 6, (3, 2), _edge=True),
        _case("some biases are missing", SOME_BIASES, ids(1, 5, below=7), 3, (3, 2), _edge=True),
        _case("ids in uint16", SMALL, token_file(ids(2, 5, below=7)), 3, (3, 1, 1), _edge=True),
        _case("appended in three chunks", {}, (), 0, (2, 3, 1), "append", **KEYS_AND_VALUES),
        _case("appended, then one too many", {}, (), 0, (5, 1), "append too many", **KEYS_AND_VALUES, _edge=True),
        _case(
            "appended, room left, then too many",
            {},
            (),
            0,
            (5, 1),
            "append too many",
            room=8,
            **KEYS_AND_VALUES,
            _edge=True,
        ),
        _case("refused: a full cache", SMALL, ids(1, 6, below=7), 3, (3, 1, 2), "refused", room=5, _edge=True),
        _case(
            "refused: one more than there is room for",
            SMALL,
            ids(2, 4, below=7),
            3,
            (3, 1),
            "refused",
            room=3,
            _edge=True,
        ),
        _case("refused: beyond W_p's places", SMALL, ids(1, 10, below=7), 3, (8, 2), "refused", room=12, _edge=True),
        _case(
            "refused: one token beyond W_p's places",
            SMALL,
            ids(1, 10, below=7),
            3,
            (9, 1),
            "refused",
            room=12,
            _edge=True,
        ),
        _bytes_case("bytes of an empty cache, float32", 3, 2, 4, 5, 7, "float32"),
        _case(
            "large scores and logits",
            gpt_params(7, 9, 6, 10, 2, attention=20.0, last=1e3),
            ids(2, 8, below=7),
            3,
            (4, 1, 3),
            _large=True,
            _rtol=1e-7,
        ),
    ),
    by_hand=_bytes_case("by hand", 12, 1, 12, 64, 1024, "float32"),
    captions={
        ("result", "logits"): pytorch("logits"),
        ("result", "cache"): pytorch("keys and values in the cache"),
        ("result", "work"): Caption("work on the weights for each chunk, in the first's"),
        ("result", "bytes"): Caption("bytes of an empty cache"),
    },
    hints=(
        "A token's key and value depend on the tokens before it, and on none after it. Once they are computed, what "
        "can ever change them? And the query of an old token: who asks for it again?",
        "With s tokens in the cache and T new ones: Q is (B, H, T, d), keys and values (B, H, s + T, d), scores "
        "(B, H, T, s + T). New token i stands at place s + i: which row of W_p is its own, and which columns may it "
        "see?",
        "Write K and V at [:, :, s : s + T] of the layer's arrays and take [:, :, : s + T]; mask np.triu(..., k=s + "
        "1); everything else is the forward of the block on (B, T, D). The length moves after the last layer.",
    ),
)

MISTAKES = (
    Mistake(
        "places-from-zero",
        "W_p[start : start + T]",
        "W_p[:T]",
        "The new tokens get the position vectors of places 0 and on. They stand at the end: their places begin at the "
        "cache's length.",
        breaks="forward",
    ),
    Mistake(
        "mask-from-zero",
        "k=start + 1)",
        "k=1)",
        "The mask is that of a text which begins at the new tokens, so they see only the first places of the past. Its "
        "diagonal begins at the cache's length.",
        breaks="forward",
    ),
    Mistake(
        "no-mask-among-the-new",
        "k=start + 1)",
        "k=start + T)",
        "Tokens that are read together see each other's future. Nothing needs hiding where T is 1, and only there.",
        breaks="forward",
    ),
    Mistake(
        "mask-too-small",
        "-1e9",
        "-100.0",
        "The masked scores are lower by 100 only. Scores of large weights differ by more, and then the future leaks "
        "in.",
        breaks="robustness",
    ),
    Mistake(
        "one-layer-for-all",
        "self.keys[layer, :, :, self.length : end] = K  # (B, H, T, d)",
        "layer = 0\n        self.keys[layer, :, :, self.length : end] = K",
        "All layers write to one place, so the past that a layer finds is the last layer's. Each keeps its own.",
        breaks="forward",
    ),
    Mistake(
        "keys-kept-as-values",
        "self.length : end] = V",
        "self.length : end] = K",
        "The keys stand in the place of the values as well.",
        breaks="forward",
    ),
    Mistake(
        "past-overwritten",
        "self.keys[layer, :, :, self.length : end] = K",
        "self.keys[layer, :, :, : K.shape[2]] = K",
        "The new keys are written over the first ones, so the past is lost, and the places after it hold nothing.",
        breaks="forward",
    ),
    Mistake(
        "everything-read-anew",
        "T = ids.shape[1]\n    start = cache.length",
        "T = ids.shape[1]\n"
        "    if cache.length:\n"
        "        again = KVCache(len(cache.keys), len(ids), n_head, cache.keys.shape[-1], cache.keys.shape[3], "
        "cache.keys.dtype)\n"
        "        every = np.concatenate([cache.ids, ids], axis=1)\n"
        "        logits = step_logits(params, every, again, n_head, gelu, eps, False)\n"
        "        vars(cache).update(vars(again))\n"
        "        return logits[:, -1:] if last else logits[:, -T:]\n"
        "    cache.ids, start = ids, cache.length",
        "The logits are right, and all of the past is computed again for each new token: a step costs more and more. "
        "Only the attention itself has to look at the whole past.",
        breaks="forward",
    ),
    Mistake(
        "always-tied",
        'params.get("W_head", W_e)',
        "W_e",
        "The head is always W_e. A model whose head is not tied has a W_head of its own.",
        breaks="forward",
    ),
    Mistake(
        "always-tanh",
        '{"tanh": gelu_tanh, "erf": gelu_exact}[gelu]',
        "gelu_tanh",
        "GELU is always the tanh form, whatever gelu says.",
        breaks="forward",
    ),
    Mistake(
        "always-float64",
        "np.zeros((2, n_layer, batch, n_head, capacity, head_dim), dtype)",
        "np.zeros((2, n_layer, batch, n_head, capacity, head_dim))",
        "The cache is float64 whatever dtype says, and takes twice the memory that a float32 model needs.",
        breaks="forward",
    ),
    Mistake(
        "one-place-on",
        "W_p[start : start + T]",
        "W_p[start + 1 : start + 1 + T]",
        "Every token gets the position vector of the place after its own. The first new token stands at place "
        "`length`, since places are counted from 0.",
        breaks="forward",
    ),
)
