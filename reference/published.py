"""What was published: OpenAI's models, the very files that hold them and the texts they are measured on, and figures.

Sizes: Radford et al., Language Models are Unsupervised Multitask Learners (2019), table 2, with the vocabulary and the
heads of the released checkpoints. Every file is known by its size and its sha256, wherever it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass

from reference.checkpoint_config import Config

MODELS = {
    "124M": Config(n_layer=12, n_head=12, n_embd=768, vocab_size=50257, n_positions=1024),
    "355M": Config(n_layer=24, n_head=16, n_embd=1024, vocab_size=50257, n_positions=1024),
    "774M": Config(n_layer=36, n_head=20, n_embd=1280, vocab_size=50257, n_positions=1024),
    "1558M": Config(n_layer=48, n_head=25, n_embd=1600, vocab_size=50257, n_positions=1024),
}
"""GPT-2 small, medium, large and xl, by OpenAI's names. All have tanh GELU and a tied head."""


@dataclass(frozen=True)
class HubFile:
    """One file of one revision of a repository on a hub, and what it has to be: `size` in bytes, and its sha256."""

    repo: str
    revision: str
    file: str
    size: int
    sha256: str
    kind: str = "model"

    @property
    def name(self) -> str:
        """The file's own name, without its folders."""
        return self.file.rpartition("/")[2]


GPT2_124M = HubFile(
    repo="openai-community/gpt2",
    revision="607a30d783dfa663caf39e06633721c8d4cfcd7e",
    file="model.safetensors",
    size=548_105_171,
    sha256="248dfc3911869ec493c76e65bf2fcf7f615828b0254c12b473182f0f81d3a707",
)

WIKITEXT_SHA256 = "173c87a53759e0201f33e0ccf978e510c2042d7f2cb78229d9a50d79b9e7dd08"
"""wiki.test.raw: the raw test split, the same in WikiText-2 and WikiText-103 (Merity et al. 2016)."""
WIKITEXT = HubFile(
    repo="ggml-org/ci",
    revision="main",
    file="wikitext-2-raw-v1.zip",
    size=4_721_645,
    sha256="ef7edb566e3e2b2d31b29c1fdb0c89a4cc683597484c3dc2517919c615435a11",
    kind="dataset",
)
WIKITEXT_MEMBER = "wikitext-2-raw/wiki.test.raw"

LAMBADA_SHA256 = "4aa8d02cd17c719165fc8a7887fddd641f43fcafa4b1c806ca8abc31fabdb226"
"""lambada_test.jsonl: LAMBADA's test passages (Paperno et al. 2016) in OpenAI's form."""
LAMBADA = HubFile(
    repo="EleutherAI/lambada_openai",
    revision="main",
    file="data/lambada_test_en.jsonl",
    size=1_819_752,
    sha256=LAMBADA_SHA256,
    kind="dataset",
)


@dataclass(frozen=True)
class PublishedFigures:
    """Published for GPT-2 124M under one protocol; accuracy is a share of 1. None: not published under this one."""

    wikitext: float | None
    lambada: float
    accuracy: float
    source: str


LM_EVAL = PublishedFigures(None, 40.06, 0.3256, "lm-eval's lambada_openai (0.3256 ± 0.0065)")
SUBSET = PublishedFigures(26.57, 21.67, 0.38, "the course's own subset")
FULL = {
    512: PublishedFigures(
        25.2,
        LM_EVAL.lambada,
        LM_EVAL.accuracy,
        "whole sets: WikiText at stride 512 (about), LAMBADA by lm-eval (0.3256 ± 0.0065)",
    ),
    1024: PublishedFigures(
        29.94,
        LM_EVAL.lambada,
        LM_EVAL.accuracy,
        "whole sets: WikiText at stride 1024, LAMBADA by lm-eval (0.3256 ± 0.0065)",
    ),
}
"""By stride."""
