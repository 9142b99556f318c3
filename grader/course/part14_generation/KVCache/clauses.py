"""Clauses of KVCache: its docstrings cut into promises, each with the checks that ask it."""

CLAUSES = {
    "The keys and values of `length` places, of at most `capacity`, in arrays made once.": (
        "forward result, bytes of an empty cache, float32",
        "forward result, what the cache holds",
    ),
    "keys and values are (n_layer, B, H, capacity, d) of the given dtype; places from `length` on hold nothing yet.": (
        "forward result, bytes of an empty cache, float32",
        "forward result, what the cache holds",
    ),
    "Make an empty cache: keys, values, and length 0.": ("forward result, bytes of an empty cache, float32",),
    "Write K and V (B, H, T, d) of T new places into one layer;": (
        "forward result, what the cache holds",
        "forward result, appended in three chunks",
    ),
    "return all of that layer so far, the new too. Both are (B, H, length + T, d), and may be views.": (
        "forward result, appended in three chunks",
    ),
    "`length` stays until every layer has had its turn (`advance`).": ("forward result, appended in three chunks",),
    "Raises ValueError, and writes nothing, where fewer than T places are left.": (
        "forward result, appended, *",
        "forward result, refused: a full cache",
    ),
    "Count T more places as held, once all layers have appended them.": (
        "forward result, appended in three chunks",
        "forward result, token by token",
    ),
    "Return logits (B, T, V) of the new tokens ids (B, T), int,": (
        "forward result, all in one",
        "forward result, ids in uint16",
        "forward result, strided views",
    ),
    "at places cache.length and on,": ("forward result, token by token", "forward result, chunks of many lengths"),
    "and cache them.": ("forward result, what the cache holds", "forward result, work on the weights *"),
    "params has the names and shapes of gpt2_loss's.": (
        "forward result, twelve layers, named in no order",
        "forward result, no layers",
        "forward result, one head",
        "forward result, as many heads as channels",
    ),
    "It may lack any bias (which is then 0),": ("forward result, no biases", "forward result, some biases are missing"),
    "and may have W_head (V, D), a head that is not tied to W_e.": ("forward result, a head of its own",),
    'gelu is "tanh" or "erf".': ("forward result, exact GELU", "forward result, token by token"),
    "With last=True the logits are of the last place alone, (B, 1, V):": ("forward result, the last place alone",),
    "of a long prompt nothing else is needed, and the head is the largest product of all.": (),
    "Raises ValueError where the tokens do not fit the cache,": (
        "forward result, refused: a full cache",
        "forward result, refused: one more than there is room for",
    ),
    "or go beyond W_p's places; the cache is then as it was.": (
        "forward result, refused: beyond W_p's places",
        "forward result, refused: one token beyond W_p's places",
    ),
}
