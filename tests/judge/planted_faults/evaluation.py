"""Faults in the solutions of part 13, by clauses of their docstrings: what is wrong, a text, what stands there."""

PER_TOKEN_CROSS_ENTROPY = [
    (
        "float32 logits give float32",
        "    return np.log(total) + behind\n",
        "    return (np.log(total) + behind).astype(logits.dtype)\n",
    ),
    (
        "targets go through int8",
        "    at = targets[..., np.newaxis]",
        "    at = targets.astype(np.int8)[..., np.newaxis]",
    ),
    (
        "targets have to be signed",
        "    at = targets[..., np.newaxis]",
        (
            "    at = (targets - 300)[..., np.newaxis] + 300 if targets.dtype != np.uint16 else "
            "(targets - np.uint16(300))[..., np.newaxis]"
        ),
    ),
]

STRIDED_PERPLEXITY = [
    ("a negative stride is taken", "if not 1 <= stride <= context:", "if stride == 0 or stride > context:"),
    ("no token at all is an IndexError", "    if N < 2:", "    ids[0]\n    if N < 2:"),
    (
        "ids go through int16",
        "logits_of(ids[np.newaxis, begin:end])",
        "logits_of(ids[np.newaxis, begin:end].astype(np.int16))",
    ),
    ("the text is written to", "    total, scored, done", "    ids[0] = ids[0]\n    total, scored, done"),
    ("a text of two tokens is refused", "    if N < 2:", "    if N < 3:"),
    ("windows of two tokens are refused", "    if context < 2:", "    if context < 3:"),
]

LAMBADA = [
    ("ids in int16", "dtype=np.int64)  # (1, T)", "dtype=np.int16)  # (1, T)"),
    (
        "cut at any white space",
        'context, space, word = passage.rpartition(" ")',
        '*before, word = passage.split()\n        context, space = " ".join(before), " "',
    ),
    ("no passage: 0", 'raise ValueError("there is no passage to score")', "return 0.0, 0.0"),
    (
        "an assertion in the place of a ValueError",
        'raise ValueError(f"{passage!r} has',
        'raise AssertionError(f"{passage!r} has',
    ),
    ("accuracy in percent", "right / len(passages)", "100 * right / len(passages)"),
    (
        "odd passages are left out",
        '            raise ValueError(f"{passage!r} has no last word with something before it")',
        "            continue",
    ),
]
