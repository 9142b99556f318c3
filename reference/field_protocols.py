"""How others evaluate a GPT-2: what each reads and scores, and the figures that each makes of the losses.

| protocol | origin |
|---|---|
| the guide's mean of windows | Hugging Face's guide to the perplexity of fixed-length models, until November 2024 |
| the guide's weighted mean | the same guide since then, each window weighted by its labels less one |
| `wikitext`, `lambada_openai` | EleutherAI's lm-evaluation-harness, 0.4: whole pages; the last word |
| `estimate_loss` | Karpathy's nanoGPT, train.py: windows at random places, the mean of the batches' losses |
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import numpy as np

from reference.evaluation import Encode, EvaluationScore, ScoredIds, TokenScores

NANOGPT_SEED, NANOGPT_BATCHES, NANOGPT_BATCH = 1337, 200, 12
"""nanoGPT's seed, eval_iters and batch_size, train.py's own."""

_REPLACED = (
    ("s '", "s'"), (" @-@ ", "-"), (" @,@ ", ","), (" @.@ ", "."), (" : ", ": "), (" ; ", "; "), (" . ", ". "),
    (" ! ", "! "), (" ? ", "? "), (" , ", ", "),
)  # fmt: skip
_ENCLOSED = ((r"\(", r"\)"), (r"\[", r"\]"), ("{", "}"), ('"', '"'), ("'", "'"))
_REPLACED_LAST = (
    ("= = = =", "===="), ("= = =", "==="), ("= =", "=="), (" ° ", "°"), (" \n", "\n"), ("\n ", "\n"), (" N ", " 1 "),
    (" 's", "'s"),
)  # fmt: skip
"""How lm-eval's `wikitext` undoes WikiText's tokenization, in this order: replaced, set against brackets, replaced."""


def window_mean(scores: Sequence[TokenScores], weights: Sequence[int] | None = None) -> EvaluationScore:
    """Return exp of the mean of the windows' mean losses, weighted or all alike."""
    means = [math.fsum(s.nll) / len(s.nll) for s in scores]
    weights = [1] * len(means) if weights is None else weights
    total = sum(weights)
    mean = math.fsum(m * w for m, w in zip(means, weights, strict=True)) / total if total else math.nan
    return _score(scores, mean)


def guide_weights(units: Sequence[ScoredIds], context: int, stride: int) -> list[int]:
    """Return the weights of the guide's second form: a window's labels less one, for the shift of the labels.

    Only a window that is all labels loses one to the shift, so the others' weights are one below the tokens scored.
    """
    return [u.scored if n == 0 or stride == context else u.scored - 1 for n, u in enumerate(units)]


def pages(raw: str) -> list[str]:
    """Return the pages of a raw split of WikiText, as the data set wikitext_document_level has them."""
    found, lines = [], []
    for line in raw.split("\n"):
        title = line.replace("= = =", "===").replace("= =", "==").strip()
        if title.startswith("= ") and title.endswith(" ="):
            if "\n".join(lines).strip():
                found.append("\n".join(lines))
            lines = []
        lines.append(line)
    return [*found, "\n".join(lines)]


def detokenized(page: str) -> str:
    """Return a page as lm-eval has the model read it: without the spaces that WikiText sets around punctuation."""
    for old, new in _REPLACED:
        page = page.replace(old, new)
    for left, right in _ENCLOSED:
        within = rf"[^{right if left != '{' else '}'}]"
        page = re.sub(rf"{left}\s*({within}*?)\s*{right}", lambda m: f"{m[0][0]}{m[1]}{m[0][-1]}", page)
    for old, new in _REPLACED_LAST:
        page = page.replace(old, new)
    return page


def page_windows(ids: Sequence[int], context: int, start: int) -> list[ScoredIds]:
    """Return a page's windows: all of its tokens are scored once, the first after the token `start`.

    The windows do not overlap, but for the last, which reads as many tokens as the context holds.
    """
    whole = np.array([start, *ids], dtype=np.int64)  # (N + 1,)
    units = []
    for done in range(1, len(whole), context):
        end = min(done + context, len(whole))
        units.append(ScoredIds(whole[max(0, end - context - 1) : end], end - done))
    return units


def page_score(scores: Sequence[TokenScores], words: int, size: int) -> EvaluationScore:
    """Return the perplexity per word, and per byte, of pages that have so many words and bytes as they were written."""
    total = math.fsum(x for s in scores for x in s.nll)
    others = {"byte perplexity": _exp(total / size), "bits per byte": total / size / math.log(2)}
    return _score(scores, total / words, others)


def words_and_bytes(pages: Sequence[str]) -> tuple[int, int]:
    """Return how many words and bytes lm-eval counts in pages: of the pieces between white space, the empty too."""
    return sum(len(re.split(r"\s+", page)) for page in pages), sum(len(page.encode()) for page in pages)


def last_word(passage: str, encode: Encode) -> ScoredIds:
    """Return a LAMBADA passage as lm-eval has it: encoded as a whole, and cut where its beginning alone would end.

    White space at the beginning's end goes to the word.
    """
    before, space, _ = passage.rpartition(" ")
    before = before.rstrip() if space else ""
    ids = encode(passage)
    return ScoredIds(np.array(ids, dtype=np.int64), len(ids) - len(encode(before)))


def random_windows(ids: np.ndarray, context: int, batches: int) -> list[ScoredIds]:
    """Return windows (context + 1,) of ids (N,) at the places that nanoGPT draws by torch.randint after its seed.

    NumPy's RandomState is the same generator, and PyTorch takes its 32 bits modulo the number of places.
    """
    drawn = np.random.RandomState(NANOGPT_SEED).randint(0, 2**32, batches * NANOGPT_BATCH, dtype=np.uint32)
    places = drawn % np.uint32(len(ids) - context)
    return [ScoredIds(ids[at : at + context + 1], context) for at in places.tolist()]


def batch_mean(scores: Sequence[TokenScores]) -> EvaluationScore:
    """Return nanoGPT's estimate: all windows are of one length, so the mean of the batches is that of the windows."""
    loss = math.fsum(math.fsum(s.nll) / len(s.nll) for s in scores) / len(scores)
    return _score(scores, loss, {"loss": loss})


def _score(scores: Sequence[TokenScores], mean: float, others: dict[str, float] | None = None) -> EvaluationScore:
    tokens, right = sum(len(s.nll) for s in scores), sum(all(s.right) for s in scores)
    return EvaluationScore(_exp(mean), right / len(scores), tokens, len(scores), others or {})


def _exp(mean: float) -> float:
    return math.exp(mean) if mean < 700 else math.inf  # exp of more is more than float64 holds
