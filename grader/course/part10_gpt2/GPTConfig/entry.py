"""Exercise entry: GPTConfig (GPT-2's sizes and options, checked, with the number of parameters)."""

from grader.course.captions import REFUSED, or_value_error
from grader.course.part10_gpt2.GPTConfig.driver import drive
from grader.course.spec import Caption, Exercise, Mistake, case


def _fields(**changed):
    """Return the fields of a small model whose sizes all differ, but for those `changed`."""
    return {"vocab_size": 11, "block_size": 5, "n_layer": 2, "n_head": 3, "n_embd": 12} | changed


EXERCISE = Exercise(
    title="GPT-2's config",
    points=5,
    arguments=(),
    outputs=("head_dim", "n_parameters", "refused", "whole_numbers", "fixed"),
    driver=drive,
    cases=(
        case("all sizes 1", fields=_fields(vocab_size=1, block_size=1, n_layer=1, n_head=1, n_embd=1), _edge=True),
        case("tied, with biases", fields=_fields()),
        case("tied, no biases", fields=_fields(bias=False)),
        case("untied, with biases", fields=_fields(tied=False)),
        case("untied, no biases, erf", fields=_fields(tied=False, bias=False, gelu="erf")),
        case("no layer", fields=_fields(n_layer=0)),
        case("eleven layers, heads of one channel", fields=_fields(n_layer=11, n_head=12)),
        case("one head", fields=_fields(n_head=1)),
        case("the defaults", fields={}),
        case("a tiny eps", fields=_fields(eps=1e-30), _edge=True),
        case("an eps above 1", fields=_fields(eps=2.0), _edge=True),
        case("heads of unequal size", fields=_fields(n_head=5), _edge=True),
        case("more heads than channels", fields=_fields(n_head=24), _edge=True),
        case("no symbol", fields=_fields(vocab_size=0), _edge=True),
        case("no place", fields=_fields(block_size=0), _edge=True),
        case("a layer less than none", fields=_fields(n_layer=-1), _edge=True),
        case("no head", fields=_fields(n_head=0), _edge=True),
        case("no channel", fields=_fields(n_embd=0), _edge=True),
        case("a symbol less than none", fields=_fields(vocab_size=-1), _edge=True),
        case("a place less than none", fields=_fields(block_size=-1), _edge=True),
        case("heads less than none", fields=_fields(n_head=-3), _edge=True),
        case("channels less than none", fields=_fields(n_embd=-12), _edge=True),
        case("heads and channels less than none", fields=_fields(n_head=-3, n_embd=-12), _edge=True),
        case("a GELU that nobody knows", fields=_fields(gelu="relu"), _edge=True),
        case("a GELU in capitals", fields=_fields(gelu="TANH"), _edge=True),
        case("a GELU without a name", fields=_fields(gelu=""), _edge=True),
        case("eps of 0", fields=_fields(eps=0.0), _edge=True),
        case("eps below 0", fields=_fields(eps=-1e-5), _edge=True),
        case(
            "as large as GPT-3",
            fields={"block_size": 2048, "n_layer": 96, "n_head": 96, "n_embd": 12288},
            _large=True,
        ),
    ),
    by_hand=case("by hand", fields={"vocab_size": 10, "block_size": 3, "n_layer": 1, "n_head": 2, "n_embd": 4}),
    by_hand_asks=("head_dim", "n_parameters"),
    captions={
        "head_dim": or_value_error(number=0.0),
        "n_parameters": or_value_error(number=0.0),
        "refused": REFUSED,
        "whole_numbers": Caption("head_dim and n_parameters", {1.0: "whole numbers", 0.0: "no whole numbers"}),
        "fixed": Caption("a field that is assigned to", {1.0: "an exception, and the old value", 0.0: "a new value"}),
    },
    hints=(
        "Which arrays does the model learn? Go through gpt2_loss's params, key by key, and write down its shape.",
        "V D + T D + (a block's 12 arrays) times L + the last LayerNorm. Which of them are gone without biases? What "
        "does an untied head add, and a tied one?",
        "Four matrices of a block hold 12 D^2 numbers, its four biases 9 D, its two norms 2 D each or D each. The "
        "124M model has 124,439,808. A check that fails raises ValueError(f'what it is; what it has to be').",
    ),
)

MISTAKES = (
    Mistake(
        "tied-head-counted-twice",
        "head = 0 if self.tied else V * D",
        "head = V * D",
        "A tied head is counted beside the embedding. It is the same array: learned once, counted once. (So one gets "
        "163 million for GPT-2 in the place of 124.)",
        breaks="forward",
    ),
    Mistake(
        "untied-head-left-out",
        "head = 0 if self.tied else V * D",
        "head = 0",
        "The head has no parameters here even where it is untied. Then it has a table (V, D) of its own.",
        breaks="forward",
    ),
    Mistake(
        "last-norm-left-out",
        "+ norm + head",
        "+ head",
        "The LayerNorm before the head is left out of the count.",
        breaks="forward",
    ),
    Mistake(
        "positions-left-out",
        "V * D + T * D + ",
        "V * D + ",
        "The position table is left out. Its rows are learned as the embedding's are.",
        breaks="forward",
    ),
    Mistake(
        "biases-always",
        "biases = (3 + 1 + 4 + 1) * D if self.bias else 0",
        "biases = (3 + 1 + 4 + 1) * D",
        "The Linears' biases are counted where bias is False, too.",
        breaks="forward",
    ),
    Mistake(
        "norms-always-with-beta",
        "norm = 2 * D if self.bias else D",
        "norm = 2 * D",
        "bias=False takes the LayerNorms' beta away as well: a gamma is all that they keep.",
        breaks="forward",
    ),
    Mistake(
        "one-bias-of-a-channel-each",
        "(3 + 1 + 4 + 1) * D",
        "4 * D",
        "Every bias is taken to have D entries. A bias is as long as what its Linear puts out: 3D for queries, keys "
        "and values, 4D for the MLP's inside.",
        breaks="forward",
    ),
    Mistake(
        "weights-for-each-head",
        "matrices = 12 * D * D",
        "matrices = (8 + 4 * self.n_head) * D * D",
        "The attention's matrices are counted once for each head. The heads share one W_attn (D, 3D): each reads its "
        "own columns of it.",
        breaks="forward",
    ),
    Mistake(
        "heads-for-channels",
        "return self.n_embd // self.n_head",
        "return self.n_head",
        "This is the number of heads; asked is how many channels one of them has.",
        breaks="forward",
    ),
    Mistake(
        "heads-that-do-not-divide",
        "if self.n_embd % self.n_head != 0:",
        "if self.n_embd < self.n_head:",
        "A config whose heads do not divide the channels is let pass, and // drops the rest without a word. The error "
        "then comes up far from here, as a reshape that does not fit.",
        breaks="forward",
    ),
    Mistake(
        "any-gelu",
        'if self.gelu not in ("tanh", "erf"):',
        "if not self.gelu:",
        "Any name is taken for a GELU. A misspelt option that is silently taken for the other one costs a day: 'tanh' "
        "and 'erf' differ by so little that the model still speaks.",
        breaks="forward",
    ),
    Mistake(
        "empty-tables",
        '("vocab_size", 1), ("block_size", 1)',
        '("vocab_size", 0), ("block_size", 0)',
        "A vocabulary or a context of 0 is let pass: a model that knows no symbol, or can read none.",
        breaks="forward",
    ),
    Mistake(
        "eps-unchecked",
        "if not self.eps > 0:",
        "if not self.eps >= 0:",
        "eps = 0 is let pass. A row whose entries are all equal then has the variance 0, and LayerNorm divides by it.",
        breaks="forward",
    ),
    Mistake(
        "fields-that-change",
        "@dataclass(frozen=True)",
        "@dataclass",
        "A field can be assigned to after the checks are done. Then the config says something else than the arrays "
        "that were made by it, and what it refuses at the start it takes later.",
        breaks="forward",
    ),
)
