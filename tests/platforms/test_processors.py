"""Verdicts do not rest on one processor's rounding; `make processors` asks the whole catalogue, this a part of it."""

import pytest

from tests.platforms.processors import PROCESSORS, can_be, outcomes

SENSITIVE = ("softmax_cross_entropy", "layer_norm", "gradient_check", "AdamW", "strided_perplexity", "FastGPT2")
"""Exercises whose answers differ most from processor to processor."""

OTHERS = [processor for processor in PROCESSORS if processor.vectors < 4 and processor.threads == 1]


@pytest.mark.parametrize("processor", OTHERS, ids=lambda processor: processor.openblas)
def test_verdicts_are_the_same_on_another_processor(processor):
    if not can_be(processor):
        pytest.skip("this machine lacks what that processor has")
    for name, found in outcomes(processor, *SENSITIVE).items():
        assert {answer: outcome for answer, outcome in found.items() if outcome not in ([], "refused")} == {}, name
