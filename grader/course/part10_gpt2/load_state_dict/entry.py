"""Exercise entry: load_state_dict (loads a checkpoint of any of the known key layouts into a GPT)."""

from grader.course.captions import BYTES, REFUSED
from grader.course.part10_gpt2.load_state_dict.cases import BY_HAND, CASES
from grader.course.part10_gpt2.load_state_dict.driver import BEFORE, MATRICES, drive
from grader.course.spec import Caption, Exercise, Mistake

UNTOUCHED = {BEFORE: "what it was before"}

EXERCISE = Exercise(
    title="Loading a checkpoint",
    points=10,
    arguments=("model", "state"),
    outputs=("refused", "W_e", "W_p", *MATRICES, "vectors", "W_head", "bytes_of_each"),
    requires=("GPT",),
    driver=drive,
    cases=CASES,
    by_hand=BY_HAND,
    by_hand_asks=("W_proj",),
    captions={
        **dict.fromkeys(("W_e", "W_p", *MATRICES), Caption(values=UNTOUCHED, by_pytorch=True)),
        "vectors": Caption("biases, gammas and betas, one after another", UNTOUCHED, by_pytorch=True),
        "refused": REFUSED,
        "bytes_of_each": BYTES,
    },
    hints=(
        "Three questions for each array: what is it called here, which way does it lie, and is there a place for it? "
        "For which of the matrices does the shape answer the second one, and for which does it not?",
        "Take the prefixes off, skip the masks, and rename; then c_attn.weight is (D, 3D) or (3D, D), which settles it "
        "for all four matrices. The tables and the head lie the same way everywhere: one row for each symbol or place.",
        "First make two dicts by the course's names, the arrays and the model's Tensors; compare their keys (sets have "
        "a minus), then the shapes; copy at the very end, with tensor.data[...] = array.",
    ),
)

MISTAKES = (
    Mistake(
        "square-left-untransposed",
        "if flipped and name.split",
        "if flipped and len(set(array.shape)) > 1 and name.split",
        "A matrix is turned only where its shape asks for it. The projection c_proj of attention is square: it fits "
        "either way, and the model computes nonsense without an error. The layout is one question, for all four.",
        breaks="forward",
    ),
    Mistake(
        "never-transposed",
        "flipped = rows == 3 * columns",
        "flipped = False",
        "The matrices are never turned. PyTorch's Linear keeps them as (out, in), so nanoGPT's checkpoints need it.",
        breaks="forward",
    ),
    Mistake(
        "always-transposed",
        "flipped = rows == 3 * columns",
        "flipped = True",
        "The matrices are always turned. Hugging Face's GPT-2 keeps them as (in, out), as OpenAI did: those are right.",
        breaks="forward",
    ),
    Mistake(
        "tables-transposed-too",
        'in ("W_attn", "W_proj", "W1", "W2"):',
        'in ("W_attn", "W_proj", "W1", "W2", "W_e", "W_p", "W_head"):',
        "The tables are turned along with the matrices. An embedding has one row for each symbol in every layout, and "
        "so has the head.",
        breaks="forward",
    ),
    Mistake(
        "compiled-prefix-forgotten",
        'key.removeprefix("_orig_mod.").removeprefix("transformer.")',
        'key.removeprefix("transformer.")',
        'The prefix "_orig_mod." is not taken off. PyTorch puts it before every name of a compiled model.',
        breaks="forward",
    ),
    Mistake(
        "masks-refused",
        "if pattern in MASKS:",
        "if pattern in ():",
        "The causal masks in old checkpoints are taken for parameters that nobody wants, and OpenAI's own weights are "
        "refused.",
        breaks="forward",
    ),
    Mistake(
        "unknown-keys-skipped",
        'raise ValueError(f"the checkpoint has {key}, which no GPT-2 has")',
        "continue",
        "A key that is not known is passed over without a word. It belongs to some other model, which would not "
        "compute what this one will.",
        breaks="forward",
    ),
    Mistake(
        "untied-head-dropped",
        'if not np.array_equal(arrays["W_head"], arrays.get("W_e")):',
        "if False:",
        "A tied model drops the checkpoint's own head without a word, and scores with the embedding instead. A head "
        "that is not the embedding has to be loaded or refused.",
        breaks="forward",
    ),
    Mistake(
        "tied-copy-refused",
        'if not np.array_equal(arrays["W_head"], arrays.get("W_e")):',
        "if True:",
        "A tied model refuses every checkpoint that has a lm_head.weight. nanoGPT writes the tied table down twice; "
        "where the two are equal, nothing is lost.",
        breaks="forward",
    ),
    Mistake(
        "too-many-passed-over",
        "if missing or extra:",
        "if missing:",
        "Arrays for which the model has no place are passed over: a layer too many, or biases.",
        breaks="forward",
    ),
    Mistake(
        "missing-passed-over",
        "    if missing or extra:",
        "    wanted = {name: tensor for name, tensor in wanted.items() if name in arrays}\n    if extra:",
        "Parameters that the checkpoint lacks keep what they had, at best the random numbers of the start. The model "
        "then speaks, and badly.",
        breaks="forward",
    ),
    Mistake(
        "shapes-not-compared",
        "if arrays[name].shape != tensor.shape:",
        "if arrays[name].size > tensor.size:",
        "The shapes are not compared. NumPy spreads a (1,) over a whole (D,) without a word.",
        breaks="forward",
    ),
    Mistake(
        "half-loaded",
        "        if arrays[name].shape != tensor.shape:",
        "        if arrays[name].shape == tensor.shape:\n            tensor.data[...] = arrays[name]\n        else:",
        "Arrays are copied while the shapes are still being compared. Where one does not fit, the model is left half "
        "of one checkpoint and half of another.",
        breaks="forward",
    ),
    Mistake(
        "arrays-shared",
        "tensor.data[...] = arrays[name]",
        "tensor.data = np.asarray(arrays[name], tensor.dtype)",
        "The model keeps the checkpoint's own arrays: the first step of training changes the checkpoint as well. Copy "
        "the numbers.",
        breaks="forward",
    ),
    Mistake(
        "dtype-of-the-checkpoint",
        "tensor.data[...] = arrays[name]",
        "tensor.data = arrays[name].copy()",
        "The parameters take on the checkpoint's dtype. A float64 model that is given float32 numbers is to compute in "
        "float64.",
        breaks="forward",
    ),
)
