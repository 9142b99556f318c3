"""Exercise entry: generate (text generation with a key-value cache)."""

from grader.course.captions import pytorch
from grader.course.inputs import exact, ids, integers, token_file
from grader.course.part14_generation.generate.driver import drive
from grader.course.small_gpt2 import gpt_params
from grader.course.spec import Caption, Exercise, Mistake, case


def _case(label, model, n_head, prompt, n_new, ask="ids", seed=0, _large=False, _edge=False, **options):
    """Return a case: a prompt, how many tokens to generate, and in `ask` what is compared."""
    return case(
        label,
        ask=ask,
        model=model,
        n_head=n_head,
        prompt=prompt,
        n_new=n_new,
        seed=seed,
        options=options,
        _large=_large,
        _edge=_edge,
    )


SMALL = gpt_params(11, 8, 6, 10, 2, last=0.6)
LONG = gpt_params(11, 24, 6, 10, 1, last=0.6)
NEVER = {"W_e": exact([[0, 0], [3, 0], [0, 2]]), "W_p": exact([[0, 4], [1, 0], [5, 0], [0, 0]])}
BY_HAND = {**NEVER, "lnf_g": exact([1, 1]), "lnf_b": exact([0, 0])}
ZERO = {**BY_HAND, "W_e": exact([[0, 2], [3, 0], [0, 0]])}
"""The same with other names for its tokens: greedily, 0 comes after 1."""


EXERCISE = Exercise(
    title="Generating text",
    points=10,
    arguments=("params", "n_head", "prompt_ids", "n_new"),
    outputs=("ids",),
    requires=("KVCache", "sample_next_token"),
    driver=drive,
    cases=(
        _case("one token after one", gpt_params(3, 4, 2, 4, 1), 1, integers([2]), 1, temperature=0),
        _case("within the context", LONG, 3, ids(3, below=11), 18),
        _case("greedy", LONG, 2, ids(5, below=11), 15, temperature=0),
        _case("temperature 0.5", LONG, 3, ids(2, below=11), 16, temperature=0.5, seed=1),
        _case("temperature 3, top_k 3", LONG, 3, ids(2, below=11), 20, temperature=3.0, top_k=3, seed=2),
        _case("temperature 3, top_p 0.5", LONG, 3, ids(2, below=11), 20, temperature=3.0, top_p=0.5, seed=3),
        _case("past the end of the context", SMALL, 3, ids(3, below=11), 24, seed=4),
        _case("a prompt longer than two contexts", SMALL, 2, ids(19, below=11), 14, seed=5),
        _case("greedy, a prompt longer than the context", BY_HAND, 1, integers([0, 0, 0, 1, 2]), 1, temperature=0),
        _case("a prompt as long as the context", SMALL, 2, ids(8, below=11), 12, seed=6),
        _case(
            "a context of one place", gpt_params(5, 1, 4, 6, 1, last=0.6), 2, ids(2, below=5), 12, seed=7, _edge=True
        ),
        _case("an odd context", gpt_params(9, 5, 4, 6, 1, last=0.6), 2, ids(2, below=9), 18, seed=8),
        _case("no new token", LONG, 3, ids(4, below=11), 0, _edge=True),
        _case("stopped by a token", BY_HAND, 1, integers([1]), 4, temperature=0, stop=1),
        _case("exact GELU", LONG, 3, ids(4, below=11), 16, gelu="erf", seed=9),
        _case("an eps that is felt", LONG, 3, ids(4, below=11), 19, eps=20.0, seed=12),
        _case("no generator", LONG, 3, ids(4, below=11), 6, top_k=1, seed=None),
        _case("what on_token is told", LONG, 3, ids(4, below=11), 9, "told", seed=10),
        _case("each token read once", LONG, 3, ids(4, below=11), 9, "work", _edge=True),
        _case("stopped by the token 0", ZERO, 1, integers([1]), 4, temperature=0, stop=0, _edge=True),
        _case(
            "on_token is told of the token that stops",
            ZERO,
            1,
            integers([1]),
            4,
            "told",
            temperature=0,
            stop=0,
            _edge=True,
        ),
        _case("on_token is told at once", LONG, 3, ids(4, below=11), 9, "told at once", seed=13, _edge=True),
        _case(
            "ids in int64, the prompt in uint16", LONG, 3, token_file(ids(4, below=11)), 3, "int64", seed=14, _edge=True
        ),
        _case("the prompt as a list", LONG, 3, ids(4, below=11), 3, "a list", seed=15, _edge=True),
        _case(
            "temperature 3, top_k 5, top_p 0.7",
            LONG,
            3,
            ids(2, below=11),
            12,
            temperature=3.0,
            top_k=5,
            top_p=0.7,
            seed=16,
        ),
        _case("twelve layers", gpt_params(5, 5, 4, 3, 12), 2, ids(2, below=5), 2, temperature=0, _edge=True),
        _case(
            "two runs without a generator differ",
            LONG,
            3,
            ids(2, below=11),
            12,
            "unseeded",
            seed=None,
            temperature=9.0,
            _edge=True,
        ),
        _case("refused: an empty prompt", LONG, 3, (), 3, "refused", _edge=True),
        _case("refused: an empty prompt, and no new token", LONG, 3, (), 0, "refused", _edge=True),
        _case("refused: -1 tokens", LONG, 3, ids(4, below=11), -1, "refused", _edge=True),
        _case("large logits", gpt_params(11, 24, 6, 10, 2, last=1e4), 3, ids(3, below=11), 18, seed=11, _large=True),
    ),
    by_hand=_case("by hand", BY_HAND, 1, integers([1]), 3, temperature=0),
    captions={
        ("ids", "told"): pytorch("tokens that on_token is told"),
        ("ids", "work"): Caption(
            "work on the weights for tokens 6 to 9",
            {
                1.0: "as much as for tokens 2 to 5",
                2.0: "more",
                0.0: "less",
            },
        ),
    },
    hints=(
        "What has the model not read yet: at the start, and after each new token? Which of the logits that come back "
        "says what follows?",
        "t tokens are in the cache, u are unread: reading them takes places t to t + u - 1. When is there no place "
        "left? Then an empty cache is to read the last n_ctx // 2 tokens: where does it put the first of them?",
        "unread = the prompt; for each new token: a new cache and the last half if t + u > n_ctx; step_logits with "
        "last=True; sample_next_token from its last row; append the token; unread = [token].",
    ),
)

MISTAKES = (
    Mistake(
        "whole-window-read-anew",
        "ids[-max(1, n_ctx // 2) :]",
        "ids[-n_ctx:]",
        "Once the context is full the last n_ctx tokens are read anew, and again after every token: no place is left "
        "for the next one. The last n_ctx // 2 are read, and then there is room for as many.",
        breaks="forward",
    ),
    Mistake(
        "a-generator-for-each-token",
        "top_k, top_p, rng)",
        "top_k, top_p, np.random.default_rng(rng.bit_generator.seed_seq))",
        "Each token is drawn from a generator that starts at the same seed, so all of them use the same number u. One "
        "generator serves the whole text.",
        breaks="forward",
    ),
    Mistake(
        "temperature-not-handed-on",
        "temperature, top_k, top_p, rng)",
        "1.0, top_k, top_p, rng)",
        "The temperature is not handed on: every text is drawn at temperature 1.",
        breaks="forward",
    ),
    Mistake(
        "top-p-not-handed-on",
        "temperature, top_k, top_p, rng)",
        "temperature, top_k, None, rng)",
        "top_p is not handed on.",
        breaks="forward",
    ),
    Mistake(
        "token-read-twice",
        "unread = [token]",
        "unread = ids[-2:]",
        "The token before the new one is read again, and takes a second place. Only the new one is unread.",
        breaks="forward",
    ),
    Mistake(
        "no-cache",
        "unread = [token]",
        "cache, unread = empty(), ids[-n_ctx:]",
        "The whole text is read again for each token. That is right until the context is full, and costs more with "
        "every token.",
        breaks="forward",
    ),
    Mistake(
        "all-read-again",
        "unread = [token]",
        "cache, unread = empty(), ids[-(cache.length + 1) :]",
        "All that was read is read again for each token. The text is right, and each token costs more than the one "
        "before it: keep the cache, and read the new token alone.",
        breaks="forward",
    ),
    Mistake(
        "past-forgotten",
        "unread = [token]",
        "cache, unread = empty(), [token]",
        "Each token is read into an empty cache, so the model writes on from that one token, at place 0.",
        breaks="forward",
    ),
    Mistake(
        "all-forgotten-when-full",
        "max(1, n_ctx // 2)",
        "1",
        "When the context is full everything but the last token is forgotten. Keep the last half.",
        breaks="forward",
    ),
    Mistake(
        "last-place-not-used",
        "> n_ctx:",
        ">= n_ctx:",
        "The context counts as full one place too early: place n_ctx - 1 is never used.",
        breaks="forward",
    ),
    Mistake(
        "beginning-of-a-long-prompt",
        "empty(), ids[-n_ctx:]",
        "empty(), ids[:n_ctx]",
        "Of a long prompt the beginning is read, and its end is not: the text goes on from the wrong place.",
        breaks="forward",
    ),
)
