"""Clauses of generate: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return ids (T + n_new,), int64:": (
        "forward ids, within the context",
        "forward ids, ids in int64, the prompt in uint16",
        "forward ids, no new token",
    ),
    "prompt_ids (T,) and the tokens written after them.": (
        "forward ids, within the context",
        "forward ids, the prompt as a list",
    ),
    "params, gelu and eps are as in step_logits,": (
        "forward ids, exact GELU",
        "forward ids, an eps that is felt",
        "forward ids, twelve layers",
    ),
    "temperature, top_k, top_p and rng as in sample_next_token.": (
        "forward ids, temperature *",
        "forward ids, no generator",
        "forward ids, two runs without a generator differ",
    ),
    "Writing ends early after a token equal to `stop`,": (
        "forward ids, stopped by a token",
        "forward ids, stopped by the token 0",
    ),
    "which is kept.": ("forward ids, stopped by a token", "forward ids, on_token is told of the token that stops"),
    "on_token is called with each new token": ("forward ids, what on_token is told",),
    "as soon as it is there.": ("forward ids, on_token is told at once",),
    "The model has n_ctx = len(W_p) places. Of a longer prompt the last n_ctx tokens are read.": (
        "forward ids, a prompt longer than two contexts",
        "forward ids, greedy, a prompt longer than the context",
    ),
    "Once all places are taken, the last n_ctx // 2 tokens (at least 1), the new one among them, are read anew from "
    "place 0, and those before them are forgotten.": (
        "forward ids, past the end of the context",
        "forward ids, a prompt as long as the context",
        "forward ids, a context of one place",
        "forward ids, an odd context",
    ),
    "Raises ValueError for an empty prompt": ("forward ids, refused: an empty prompt*",),
    "and for an n_new below 0.": ("forward ids, refused: -1 tokens",),
}
