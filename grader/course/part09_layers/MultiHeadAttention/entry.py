"""Exercise entry: MultiHeadAttention (the attention layer, a Module)."""

from __future__ import annotations

from grader.course.captions import LAYER, VALUE_ERROR
from grader.course.inputs import exact, normal, single, view
from grader.course.part09_layers.MultiHeadAttention.driver import OUTPUTS, drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, B, T, D, n_head, *, bias=True, make=lambda recipe: recipe, std=1.0, **options):
    return case(
        label,
        x=make(normal(B, T, D, std=std)),
        qkv_W=make(normal(D, 3 * D)),
        qkv_b=make(normal(3 * D)),
        proj_W=make(normal(D, D)),
        proj_b=make(normal(D)),
        dY=make(normal(B, T, D)),
        n_head=n_head,
        bias=bias,
        **options,
    )


EXERCISE = Exercise(
    title="The attention layer",
    points=10,
    arguments=(),
    outputs=OUTPUTS,
    driver=drive,
    requires=("multi_head_attention", "Tensor", "Linear", "Module"),
    cases=(
        _case("one token", 1, 1, 2, 1, _edge=True),
        _case("two heads", 2, 3, 4, 2),
        _case("one head", 2, 3, 4, 1),
        _case("heads one wide", 1, 5, 3, 3, _edge=True),
        _case("eleven heads", 1, 3, 11, 11),
        _case("without bias", 2, 3, 4, 2, bias=False),
        _case("as many tokens as channels", 3, 6, 6, 2),
        _case("a strided view", 2, 3, 4, 2, make=view),
        _case("float32", 2, 3, 4, 2, make=single, _rtol=1e-5),
        _case("large logits", 2, 3, 4, 2, std=1e2, _large=True, _rtol=1e-8),
    ),
    by_hand=case(
        "by hand",
        x=exact([[[2]]]),
        qkv_W=exact([[5, -4, 3]]),
        qkv_b=exact([1, 6, 1]),
        proj_W=exact([[2]]),
        proj_b=exact([4]),
        dY=exact([[[3]]]),
        n_head=1,
        bias=True,
    ),
    by_hand_asks=("Y", "dx"),
    captions={
        **LAYER,
        "errors_in_words": Caption("heads that do not divide D", {1.0: VALUE_ERROR, 0.0: "no error"}),
    },
    hints=(
        "Which weights does attention have, and which two layers that you have already made own just these?",
        "Your op multi_head_attention does everything from x to Y and knows the way back. What does it get for a bias "
        "where the layer has none?",
        "Two Linears in __init__, and n_head kept; in forward one call of apply, with the op's six arguments in order.",
    ),
)

CALL = "return apply(multi_head_attention, x, *weights, self.n_head)  # (B, T, D) -> (B, T, D)"

MISTAKES = (
    Mistake(
        "proj-transposed",
        "_bias(self.qkv), self.proj.W,",
        "_bias(self.qkv), self.proj.W.transpose(),",
        "proj's W is used transposed. It is square, so every shape is right: this is what loading torch.nn.Linear's "
        "(out, in) weights into ours does, and only the numbers tell.",
        breaks="forward",
    ),
    Mistake(
        "mask-off-by-one",
        CALL,
        """def one_too_many(x, W_attn, b_attn, W_proj, b_proj, n_head):
            backward = multi_head_attention(x, W_attn, b_attn, W_proj, b_proj, n_head)[1]
            parts = np.split(x @ W_attn + b_attn, 3, axis=-1)
            Q, K, V = (np.stack(np.split(part, n_head, axis=-1), axis=1) for part in parts)
            scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
            scores = np.where(np.tri(x.shape[1], k=1, dtype=bool), scores, -np.inf)
            P = np.exp(scores - scores.max(axis=-1, keepdims=True))
            A = P / P.sum(axis=-1, keepdims=True) @ V
            return np.concatenate(list(np.moveaxis(A, 1, 0)), axis=-1) @ W_proj + b_proj, backward

        return apply(one_too_many, x, *weights, self.n_head)""",
        "The mask is off by one: each token sees the next one too, which is the very token that it has to predict.",
        breaks="forward",
    ),
    Mistake(
        "no-mask",
        CALL,
        """def all_of_them(x, W_attn, b_attn, W_proj, b_proj, n_head):
            backward = multi_head_attention(x, W_attn, b_attn, W_proj, b_proj, n_head)[1]
            parts = np.split(x @ W_attn + b_attn, 3, axis=-1)
            Q, K, V = (np.stack(np.split(part, n_head, axis=-1), axis=1) for part in parts)
            scores = Q @ K.swapaxes(-1, -2) / Q.shape[-1] ** 0.5
            P = np.exp(scores - scores.max(axis=-1, keepdims=True))
            A = P / P.sum(axis=-1, keepdims=True) @ V
            return np.concatenate(list(np.moveaxis(A, 1, 0)), axis=-1) @ W_proj + b_proj, backward

        return apply(all_of_them, x, *weights, self.n_head)""",
        "There is no mask: every token sees all of the others, the later ones too.",
        breaks="forward",
    ),
    Mistake(
        "one-head",
        "x, *weights, self.n_head)",
        "x, *weights, 1)",
        "There is one head, whatever n_head says: one softmax over all channels in the place of n_head small ones.",
        breaks="forward",
    ),
    Mistake(
        "bias-of-qkv-forgotten",
        "[self.qkv.W, _bias(self.qkv),",
        "[self.qkv.W, np.zeros(self.qkv.W.shape[1], self.qkv.W.dtype),",
        "qkv's bias is there and is never added.",
        breaks="forward",
    ),
    Mistake(
        "proj-forgotten",
        "_bias(self.qkv), self.proj.W, _bias(self.proj)]",
        "_bias(self.qkv), np.eye(*self.proj.W.shape, dtype=self.proj.W.dtype), _bias(self.proj)]",
        "proj's W is not used: the heads' answers are set side by side and never mixed.",
        breaks="forward",
    ),
    Mistake(
        "values-first",
        "weights = [self.qkv.W, _bias(self.qkv),",
        "V_last = np.roll(np.eye(self.qkv.W.shape[1], dtype=self.qkv.W.dtype), self.proj.W.shape[0], axis=1)\n"
        "        weights = [self.qkv.W @ V_last, _bias(self.qkv) if self.qkv.b is None else "
        "(self.qkv.b.reshape(1, -1) @ V_last).reshape(-1),",
        "The three blocks of qkv's columns are taken in another order. They are Q, K, V, from the left.",
        breaks="forward",
    ),
    Mistake(
        "proj-keeps-its-bias",
        "Linear(D, D, bias, rng",
        "Linear(D, D, True, rng",
        "proj has a bias although bias=False.",
        breaks="forward",
    ),
    Mistake(
        "one-seed-for-both",
        "self.proj = Linear(D, D, bias, rng=rng,",
        "self.proj = Linear(D, D, bias,",
        "proj does not get the generator, and draws from one of its own: the very numbers of qkv where none was given, "
        "and the same ones whatever seed was asked for.",
        breaks="forward",
    ),
    Mistake(
        "heads-that-do-not-fit",
        "if D % n_head:",
        "if D < n_head:",
        "A number of heads that does not divide D is accepted, and fails later with words about shapes.",
        breaks="forward",
    ),
)
