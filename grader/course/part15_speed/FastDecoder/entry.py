"""Exercise entry: FastDecoder (token-by-token decoding with a key-value cache on FastGPT2's weights)."""

from zlib import crc32

from grader.course.captions import memory
from grader.course.inputs import exact, ids, single, token_file
from grader.course.part15_speed.FastDecoder.driver import drive
from grader.course.small_gpt2 import gpt_params
from grader.course.spec import Exercise, Mistake, case


def _case(label, model, n_head, tokens, chunks, ask="logits", _large=False, _rtol=1e-10, _edge=False, **options):
    """Return a case: tokens (T,) read in chunks of these lengths, and in `ask` what is compared."""
    return case(
        label,
        ask=ask,
        params=model,
        n_head=n_head,
        ids=tokens,
        chunks=chunks,
        options=options,
        _large=_large,
        _rtol=_rtol,
        _edge=_edge,
    )


SMALL = gpt_params(7, 9, 6, 10, 2)
SOME_BIASES = {name: recipe for name, recipe in SMALL.items() if name not in ("h.0.b1", "h.1.ln1_b", "h.1.b_proj")}
DEEP = dict(sorted(gpt_params(5, 5, 4, 3, 12).items(), key=lambda named: crc32(named[0].encode())))
HAND = {"W_e": exact([[0, 0], [3, 1]]), "W_p": exact([[0, 4], [1, 0]]), "lnf_g": exact([1, 1]), "lnf_b": exact([0, 0])}

EXERCISE = Exercise(
    title="The fast decoder",
    points=15,
    arguments=(),
    outputs=("logits",),
    requires=("FastGPT2",),
    driver=drive,
    cases=(
        _case("one token, one layer", gpt_params(3, 1, 2, 4, 1), 1, ids(1, below=3), (1,), _edge=True),
        _case("token by token", SMALL, 3, ids(6, below=7), (1,) * 6),
        _case("a prompt, then token by token", SMALL, 2, ids(8, below=7), (5, 1, 1, 1)),
        _case("chunks of many lengths", SMALL, 3, ids(9, below=7), (2, 3, 1, 3)),
        _case("a prompt longer than is read at once", gpt_params(5, 300, 4, 6, 1), 2, ids(290, below=5), (280, 1, 9)),
        _case("no layers", gpt_params(5, 6, 4), 2, ids(5, below=5), (2, 1, 2)),
        _case("exact GELU, another eps", SMALL, 3, ids(5, below=7), (3, 1, 1), gelu="erf", eps=0.1),
        _case(
            "a head of its own, no biases",
            gpt_params(7, 6, 4, 9, 1, head=True, biases=False),
            2,
            ids(4, below=7),
            (2, 2),
        ),
        _case("float32", single(SMALL), 3, ids(6, below=7), (3, 1, 1, 1), _rtol=1e-4),
        _case("another text before it, forgotten", gpt_params(7, 20, 6, 10, 2), 3, ids(7, below=7), (2, 1, 4), "again"),
        _case("refused: no place left", SMALL, 3, ids(9, below=7), (6, 4, 3, 1), "refused", _edge=True),
        _case("memory of one more token", gpt_params(8, 2000, 6, 10, 1), 2, ids(3, below=8), (), "memory"),
        _case("refused: no token", SMALL, 3, ids(5, below=7), (0, 3, 0, 2), "refused", _edge=True),
        _case("refused: a text longer than the model", SMALL, 3, ids(10, below=7), (10, 2), "refused", _edge=True),
        _case("twelve layers, named in no order", DEEP, 2, ids(4, below=5), (3, 1), _edge=True),
        _case("one head, some biases are missing", SOME_BIASES, 1, ids(5, below=7), (3, 2), _edge=True),
        _case("as many heads as channels", SMALL, 6, ids(5, below=7), (3, 2), _edge=True),
        _case("ids in uint16", SMALL, 3, token_file(ids(5, below=7)), (3, 1, 1), _edge=True),
        _case("two decoders at once", SMALL, 3, ids(6, below=7), (2, 1, 3), "two at once", _edge=True),
        _case("weights that have changed since", SMALL, 3, ids(4, below=7), (3, 1), "new weights", _edge=True),
        _case(
            "large scores and logits",
            gpt_params(7, 9, 6, 10, 2, attention=20.0, last=1e3),
            3,
            ids(8, below=7),
            (4, 1, 3),
            _large=True,
            _rtol=1e-7,
        ),
    ),
    by_hand=_case("by hand", HAND, 1, ids(1, below=1), (1,)),
    captions={
        ("logits", "memory"): memory("a third of one layer's keys and values"),
    },
    hints=(
        "Which numbers of an earlier token does a later one need? Where were they when it was read, and why should "
        "they ever be moved?",
        "With s tokens read and T new ones: keys[:, s : s + T] = K; scores (H, T, s + T), row i sees columns 0 to s + "
        "i. The head is needed for the last row alone.",
        "zeros((2, n_layer, H, n_ctx, d)) once; n @ W with n (T, D) and W as it lies in memory; keys[:, : s + T].mT is "
        "a view; a long prompt in pieces, each with its mask; length += T after the last layer.",
    ),
)

MISTAKES = (
    Mistake(
        "places-from-zero",
        'self.params["W_p"][before : before + T]',
        'self.params["W_p"][:T]',
        "The new tokens get the position vectors of places 0 and on. Their places begin at the length.",
        breaks="forward",
    ),
    Mistake(
        "mask-from-zero",
        "k=before + 1)",
        "k=1)",
        "The mask is that of a text which begins at the new tokens, so they see only the first places of the past.",
        breaks="forward",
    ),
    Mistake(
        "no-mask-among-the-new",
        "        if T > 1:\n",
        "        if T > self.n_ctx:\n",
        "Tokens that are read together see each other's future. Nothing needs hiding where T is 1, and only there.",
        breaks="forward",
    ),
    Mistake(
        "past-overwritten",
        "keys[:, before:now], values[:, before:now] = K, V",
        "keys[:, :T], values[:, :T] = K, V",
        "The new keys and values are written over the first ones, and the places after them hold nothing.",
        breaks="forward",
    ),
    Mistake(
        "reads-beyond-the-length",
        "        self.length = 0  # what stands beyond the length is never read\n",
        "        self.keys[...], self.values[...] = 0, 0\n",
        "The old text is wiped, and its places still count as read: zeros take part in the softmax, and the new text "
        "begins at the wrong place.",
        breaks="forward",
    ),
    Mistake(
        "first-row-scored",
        'self._norm(x[-1:], p["lnf_g"]',
        'self._norm(x[:1], p["lnf_g"]',
        "The logits are those after the first token of the chunk, where the last is asked for.",
        breaks="forward",
    ),
    Mistake(
        "last-place-not-used",
        "if not 0 < len(ids) <= self.n_ctx - self.length:",
        "if not 0 < len(ids) < self.n_ctx - self.length:",
        "A text that just fits is refused: the last place is never used.",
        breaks="contract",
    ),
    Mistake(
        "past-copied",
        "o = p @ values[:, :now]  # (H, T, d)",
        "values = np.concatenate([values, np.zeros_like(values)], axis=1)\n        o = p @ values[:, :now]",
        "All keys and values of a layer are copied for each token. The room for them was made once.",
        breaks="contract",
    ),
)
