"""Words are explained before they are used: the first use of each in the chapters links to the glossary."""

import re

import pytest

from grader.paths import COURSE
from tests.prose import markdown

GLOSSARY = COURSE / "exercises" / "glossary.md"
CHAPTERS = sorted((COURSE / "exercises").glob("part*/README.md"))

WORDS = {
    "activation": r"activation\b",
    "broadcasting": r"broadcast",
    "checkpoint": r"checkpoint",
    "computation-graph": r"graph\b",
    "erf-and-the-normal-distribution": r"erf\b",
    "index-notation": r"index notation",
    "jacobian": r"(?<!vector-)Jacobian",
    "logits": r"logits",
    "mlp": r"MLP",
    "nats": r"nats\b",
    "orthogonal": r"orthogonal",
    "parameter": r"parameter",
    "perplexity": r"perplexity",
    "piece": r"pieces?\b",
    "query-key-value": r"queries",
    "residual-connection": r"residual",
    "softmax": r"softmax",
    "token": r"tokens?\b",
    "upstream-gradient": r"upstream gradient",
    "variance-and-standard-deviation": r"variance",
    "vector-jacobian-product": r"vector-Jacobian",
    "way-back": r"way back",
}
"""How a chapter writes what each heading of the glossary explains."""


def first_use(pattern):
    """Return the chapter, its text and the match of the first use outside of code, formulas and comments, or None."""
    for chapter in CHAPTERS:
        text = chapter.read_text()
        bare = re.sub(r"<!--.*?-->", markdown._blank, markdown.prose(text), flags=re.DOTALL)
        bare = re.sub(r"\]\([^)]*\)", markdown._blank, markdown.INLINE.sub(markdown._blank, bare))
        if found := re.search(rf"(?<![\w-]){pattern}", bare):
            return chapter, text, found
    return None


def test_every_heading_is_looked_for():
    headings = re.findall(r"^## (.+)$", GLOSSARY.read_text(), re.MULTILINE)
    assert set(WORDS) == markdown.anchors(GLOSSARY.read_text()) - {"glossary"}
    assert headings == sorted(headings, key=str.lower)


@pytest.mark.parametrize("anchor", WORDS)
def test_the_first_use_is_a_link(anchor):
    chapter, text, found = first_use(WORDS[anchor])
    link = re.compile(rf"[\w-]*\**[^\]\n]*\]\(\.\./glossary\.md#{anchor}\)")
    line = text.count("\n", 0, found.start()) + 1
    assert link.match(text, found.start()), (
        f"{chapter.parent.name} line {line}: link {found[0]!r} to glossary.md#{anchor}"
    )
