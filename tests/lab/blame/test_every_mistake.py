"""Each known mistake of parts 03 to 06, planted alone into the whole model: the right piece is named."""

import pytest

from grader.course import registry
from grader.judge.controls import mutant_tree
from grader.lab.blame.find_blame import find_blame
from grader.lab.blame.model_pieces import reference_pieces, resolve_model_pieces
from grader.paths import SOLUTIONS

PARTS = ("part03_linear_algebra", "part04_loss", "part05_normalization", "part06_attention")
MISTAKES = [(name, m) for part in PARTS for name in registry.names(part) for m in registry.entry(name).mistakes]
IN_THE_MODEL = [(name, mistake) for name, mistake in MISTAKES if name in reference_pieces()]

SILENT = {
    ("linear", "bias-along-its-own-axis"): "speaks of one square matrix; a model's inputs have a batch axis as well",
    ("softmax_cross_entropy", "ignore-index-fixed"): "GPT-2 ignores -1, which is what is fixed",
    ("softmax_cross_entropy", "mean-of-nothing"): "speaks of a batch of which no target counts; a loss needs one",
    ("layer_norm", "eps-not-from-the-caller"): "GPT-2's eps is 1e-5, which is what is fixed",
    ("causal_mask", "fill-ignored"): "attention takes the default fill, which is what is fixed",
    ("transformer_block", "eps-not-passed-on"): "GPT-2's eps is 1e-5, layer_norm's own",
}
"""The mistakes that leave the whole model right, whatever its numbers, and why."""


def planted(*mistakes, **options):
    """Blame the solutions with these mistakes in them, each given as (exercise, name)."""
    given = {}
    for name, wanted in mistakes:
        exercise = registry.entry(name)
        mistake = next(m for m in exercise.mistakes if m.name == wanted)
        given |= mutant_tree(exercise, mistake).replaced
    return find_blame(resolve_model_pieces(SOLUTIONS, given, borrow=False), **options)


@pytest.mark.parametrize(("name", "mistake"), [pytest.param(n, m, id=f"{n}-{m.name}") for n, m in IN_THE_MODEL])
def test_the_piece_with_the_mistake_is_named(name, mistake):
    found = planted((name, mistake.name), diagnosed=False)
    if (name, mistake.name) in SILENT:
        assert not found.discrepancies and not found.guilty
        return
    assert [each.piece for each in found.guilty] == [name]
    shown = found.guilty[0].faulty_call
    assert shown and not shown.interleaved
    if mistake.breaks == "forward":
        assert shown.discrepancy.direction == "forward" and shown.call.block in (0, None)
    elif mistake.breaks == "gradient":
        assert shown.discrepancy.direction == "backward" and shown.discrepancy.of
        assert any(shown.discrepancy.of.split(".")[0] == argument for argument in registry.entry(name).gradients)


def test_other_mistakes_are_in_pieces_gpt2_does_not_use():
    outside = {name for name, _ in MISTAKES} - reference_pieces()
    assert outside == {
        "add", "multiply", "add_bias", "scale", "relu", "gelu", "sum_all", "sum_last_axis", "mean_last_axis",
        "transpose", "reshape", "cross_entropy",
    }  # fmt: skip
    assert len(IN_THE_MODEL) >= 161 and len(SILENT) == 6
    assert {(name, mistake.name) for name, mistake in IN_THE_MODEL} >= set(SILENT)
