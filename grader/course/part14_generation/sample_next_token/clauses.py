"""Clauses of sample_next_token: its docstring cut into promises, each with the checks that ask it."""

CLAUSES = {
    "Return the id, an int,": ("forward tokens, plain", "forward tokens, temperature 0"),
    "of one token drawn by logits (V,), V of 1 or more,": (
        "forward tokens, a vocabulary of one",
        "forward tokens, a strided view",
    ),
    "of any finite size.": ("forward tokens, large logits", "forward tokens, a temperature of 1e-4"),
    "temperature 0 takes the largest logit": (
        "forward tokens, temperature 0",
        "forward tokens, temperature 0, with top_k and top_p",
    ),
    "(the first of equals)": ("forward tokens, temperature 0, the largest twice",),
    "and draws nothing.": ("forward next_draw, temperature 0",),
    "Else, in this order: logits are divided by temperature;": (
        "forward tokens, temperature 0.5",
        "forward tokens, temperature 2 and top_p 0.7",
    ),
    "top_k keeps the k largest": ("forward tokens, top_k 3 of 5", "forward tokens, top_k 20 of 300"),
    "(all of them where k is V or more),": (
        "forward tokens, top_k as large as the vocabulary",
        "forward tokens, top_k above the vocabulary",
    ),
    "and whatever equals the smallest of those;": ("forward tokens, top_k 2, the second tied with a third",),
    "top_p keeps, of what is left and sums to 1 again,": (
        "forward tokens, top_k 3 and top_p 0.7",
        "forward tokens, top_p reached exactly, among the top_k",
    ),
    "the most probable tokens until their sum reaches top_p,": (
        "forward tokens, top_p 0.6 of five",
        "forward tokens, top_p reached exactly, by *",
        "forward tokens, top_p 1",
    ),
    "at least one.": ("forward tokens, top_p 0.01",),
    "The draw takes one rng.random()": ("forward next_draw, plain",),
    "and goes through the kept tokens in the order of their ids, just as rng.choice(V, p=p) does, so that a seed gives "
    "one answer.": ("forward tokens, plain", "forward tokens, top_p 0.9 of five"),
    "rng None is np.random.default_rng().": (
        "forward tokens, no generator",
        "forward tokens, two runs without a generator differ",
    ),
    "Raises ValueError for a temperature below 0,": ("forward tokens, refused: a temperature of -1",),
    "a top_k below 1,": ("forward tokens, refused: a top_k of *",),
    "or a top_p outside (0, 1].": ("forward tokens, refused: a top_p of *",),
}
