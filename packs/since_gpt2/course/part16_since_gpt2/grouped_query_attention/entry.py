"""Exercise entry: grouped_query_attention (causal attention in which heads share keys and values, an op)."""

import math
from functools import partial

import numpy as np

from grader.course.inputs import exact, normal, view
from grader.course.part06_attention.causality import change_of_the_past, gradient_of_the_future
from grader.course.spec import Exercise, Identity, Mistake, case


def _shared(B, H, G, T, d, std=1.0):
    """Return inputs with H heads of queries and G of keys and values."""
    return {"Q": normal(B, H, T, d, std=std), "K": normal(B, G, T, d, std=std), "V": normal(B, G, T, d)}


def _by_group(sample, per_head):
    """Return an array (B, H, T, d) with the heads of a group on an axis of their own, (B, G, R, T, d)."""
    B, G, T, d = sample.inputs["K"].shape
    return per_head.reshape(B, G, -1, T, d)


def _with_copies(sample, call):
    """Ask the same with a copy of its keys and values for each head, as many groups as heads."""
    heads_per_group = sample.inputs["Q"].shape[1] // sample.inputs["K"].shape[1]
    copies = {name: np.repeat(sample.inputs[name], heads_per_group, axis=1) for name in "KV"}
    return call({**sample.inputs, **copies}, sample.upstream)


def _less_the_copies(sample, call, name):
    """Return the gradient of K or V less the sum, over a group's heads, of the copies' gradients."""
    copies = _with_copies(sample, call).gradients[name]
    return sample.gradients[name] - _by_group(sample, copies).sum(axis=2)


def _heads_reversed(sample, call):
    """Reverse the order of heads within each group, and return the changes of dK and dV, which should be 0."""

    def reversed_heads(per_head):
        return _by_group(sample, per_head)[:, :, ::-1].reshape(per_head.shape)

    other = call({**sample.inputs, "Q": reversed_heads(sample.inputs["Q"])}, reversed_heads(sample.upstream))
    return np.stack([other.gradients[name] - sample.gradients[name] for name in "KV"])


EXERCISE = Exercise(
    title="Grouped-query attention",
    points=10,
    starred=True,
    composed=True,
    arguments=("Q", "K", "V"),
    gradients=("Q", "K", "V"),
    batched=("Q", "K", "V"),
    batch_first=True,
    requires=("scaled_dot_product_attention",),
    forward_is_public=True,
    cases=(
        case("one head, one place, one channel", **_shared(1, 1, 1, 1, 1), _edge=True),
        case("two groups of three heads", **_shared(2, 6, 2, 4, 3)),
        case("one group for all heads", **_shared(2, 3, 1, 4, 2)),
        case("a group for each head", **_shared(1, 3, 3, 4, 2)),
        case("more groups than heads in each", **_shared(1, 6, 3, 2, 4)),
        case("as many groups as heads in each", **_shared(1, 4, 2, 3, 5)),
        case("one place", **_shared(3, 4, 2, 1, 3), _edge=True),
        case("all lengths alike", **_shared(2, 4, 2, 2, 2)),
        case(
            "a strided view",
            Q=view(normal(2, 4, 3, 2)),
            K=view(normal(2, 2, 3, 2)),
            V=view(normal(2, 2, 3, 2)),
        ),
        case("scores of some thousands", **_shared(1, 4, 2, 5, 4, std=50.0), _large=True, _rtol=1e-8),
    ),
    identities=(
        Identity("the future cannot change the past", change_of_the_past),
        Identity(
            "sharing is copying: with a copy of its keys and values for each head, the output stays",
            lambda s, call: _with_copies(s, call).output - s.output,
        ),
        Identity("dK is the sum of the gradients of its copies", partial(_less_the_copies, name="K"), of="K"),
        Identity("dV is the sum of the gradients of its copies", partial(_less_the_copies, name="V"), of="V"),
        Identity("the heads of a group may change places among themselves: dK and dV stay", _heads_reversed, of="K"),
        Identity("no gradient of one place reaches a later key", partial(gradient_of_the_future, name="K"), of="K"),
        Identity(
            "weights sum to 1: dV summed over the places is doutput summed over the places and the heads of a group",
            lambda s, call: np.sum(s.gradients["V"], axis=-2) - np.sum(_by_group(s, s.upstream), axis=(2, -2)),
            of="V",
        ),
        Identity(
            "one vector added to all keys of a group changes no weight, so dK sums to 0 over the places",
            lambda s, call: np.sum(s.gradients["K"], axis=-2),
            of="K",
        ),
        Identity(
            "group by group, the sum of Q times dQ equals the sum of K times dK",
            lambda s, call: (
                np.sum(_by_group(s, s.inputs["Q"] * s.gradients["Q"]), axis=(2, 3, 4))
                - np.sum(s.inputs["K"] * s.gradients["K"], axis=(2, 3))
            ),
            of="Q",
        ),
    ),
    formulas=("dQ", "dK", "dV"),
    by_hand=case(
        "by hand",
        Q=exact([[[[5], [1]], [[4], [-1]]]]),
        K=exact([[[[0], [math.log(2)]]]]),
        V=exact([[[[3], [0]]]]),
        _upstream=exact([[[[1], [3]], [[2], [1.5]]]]),
    ),
    hints=(
        "Give every head keys and values of its own, by copying, and you have the attention of part 06. Which one step "
        "is new, and in how many places of its result does one key of group g stand?",
        "The copy is K_of_head[b,h,j,c] = K[b, h // (H // G), j, c]. So dK[b,g,j,c] = sum over h of "
        "[h // (H // G) = g] times the gradient of K_of_head[b,h,j,c], and the same for V. Q is not copied.",
        "Forward: copies of K and V along the axis of heads, neighbours alike, then one call of attention. Backward: "
        "attention's own gives three arrays (B, H, T, d); in two of them split H into (G, H // G), in that order, and "
        "take one axis away.",
    ),
)

MISTAKES = (
    Mistake(
        "heads-dealt-in-turn",
        "K_of_head = np.repeat(K, per_group, axis=1)  # (B, G, T, d) -> (B, H, T, d)\n"
        "    V_of_head = np.repeat(V, per_group, axis=1)",
        "K_of_head = np.tile(K, (1, per_group, 1, 1))\n    V_of_head = np.tile(V, (1, per_group, 1, 1))",
        "Head h reads group h % G, as np.tile lays the groups out. The heads of a group are neighbours: head h reads "
        "group h // (H // G), as np.repeat lays them out.",
        breaks="forward",
    ),
    Mistake(
        "divided-by-the-number-of-groups",
        "K_of_head = np.repeat(K, per_group, axis=1)  # (B, G, T, d) -> (B, H, T, d)\n"
        "    V_of_head = np.repeat(V, per_group, axis=1)",
        "group = np.arange(H) // G % G\n    K_of_head = K[:, group]\n    V_of_head = V[:, group]",
        "The head's number is divided by G, the number of groups. It has to be divided by the number of heads in one, "
        "H // G; the two are equal only where H is G squared.",
        breaks="forward",
    ),
    Mistake(
        "values-of-another-group",
        "V_of_head = np.repeat(V, per_group, axis=1)",
        "V_of_head = np.tile(V, (1, per_group, 1, 1))",
        "Keys are repeated head by head, but values are dealt out in turn: a head weighs the values of one group by "
        "the keys of another.",
        breaks="forward",
    ),
    Mistake(
        "one-query-for-a-group",
        "output, attention_backward = scaled_dot_product_attention(Q, K_of_head, V_of_head)",
        "Q_mean = np.repeat(Q.reshape(B, G, per_group, T, d).mean(axis=2), per_group, axis=1)\n"
        "    output, attention_backward = scaled_dot_product_attention(Q_mean, K_of_head, V_of_head)",
        "The queries of a group are averaged before they meet the keys, so its heads all say the same. They share keys "
        "and values; each has a query of its own.",
        breaks="forward",
    ),
    Mistake(
        "mean-over-the-group",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)',
        'dK = by_head["K"].reshape(B, G, per_group, T, d).mean(axis=2)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).mean(axis=2)',
        "dK and dV are means over the heads of a group. Every head that reads a key changes the loss by itself, so "
        "they add up.",
    ),
    Mistake(
        "one-head-of-the-group",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)',
        'dK = by_head["K"][:, ::per_group]\n        dV = by_head["V"][:, ::per_group]',
        "dK and dV are those of the first head in each group. The others read the same keys and values, and each has "
        "its share in their gradients.",
    ),
    Mistake(
        "last-head-overwrites",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)',
        "group = np.arange(H) // per_group\n        dK, dV = np.zeros_like(K), np.zeros_like(V)\n"
        '        dK[:, group] += by_head["K"]\n        dV[:, group] += by_head["V"]',
        "dK[:, group] += ... with an array as the index adds once for each group: where several heads have one group, "
        "the last of them overwrites the others.",
    ),
    Mistake(
        "summed-in-turn",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)',
        'dK = by_head["K"].reshape(B, per_group, G, T, d).sum(axis=1)\n'
        '        dV = by_head["V"].reshape(B, per_group, G, T, d).sum(axis=1)',
        "The axis of heads is split into (H // G, G), so that every G-th head is summed. It was made group by group: "
        "split it into (G, H // G).",
    ),
    Mistake(
        "all-heads-summed",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)  # (B, H, T, d) -> (B, G, T, d)\n'
        '        dV = by_head["V"].reshape(B, G, per_group, T, d).sum(axis=2)',
        'dK = np.repeat(by_head["K"].sum(axis=1, keepdims=True), G, axis=1)\n'
        '        dV = np.repeat(by_head["V"].sum(axis=1, keepdims=True), G, axis=1)',
        "dK and dV are summed over all heads, and every group gets the same. A head that reads another group owes this "
        "one nothing; only with one group is it the same sum.",
    ),
    Mistake(
        "values-alone-summed",
        'dK = by_head["K"].reshape(B, G, per_group, T, d).sum(axis=2)',
        'dK = by_head["K"][:, ::per_group]',
        "dV is summed over the heads of a group, and dK is that of one head. Keys are shared just as values are.",
    ),
    Mistake(
        "queries-summed-too",
        '"Q": by_head["Q"],',
        '"Q": np.repeat(by_head["Q"].reshape(B, G, per_group, T, d).sum(axis=2), per_group, axis=1),',
        "dQ is summed over the heads of a group as well. A query serves one head alone and was never copied, so it "
        "keeps the gradient of that head.",
    ),
    Mistake(
        "dK-and-dV-exchanged",
        '"K": dK, "V": dV}',
        '"K": dV, "V": dK}',
        "dK and dV are exchanged. They have one shape, so only the numbers tell.",
    ),
    Mistake(
        "heads-not-summed",
        '"K": dK, "V": dV}',
        '"K": by_head["K"], "V": by_head["V"]}',
        "dK and dV have H heads where K and V have G groups: what was copied on the way there has to be summed on the "
        "way back.",
        breaks="contract",
    ),
)
