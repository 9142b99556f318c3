"""Search for the guilty pieces: swap the student's for the reference's until the whole models are right."""

from __future__ import annotations

from collections.abc import Callable, Collection

from grader.course.spec import Case
from grader.errors import GraderError
from grader.lab.blame import whole_models
from grader.lab.blame.model_pieces import ModelPieces
from grader.lab.blame.whole_models import Discrepancy


def first_wrong_model(pieces: ModelPieces) -> tuple[Case, list[Discrepancy]] | None:
    """Return the first model that differs from the reference, and how; None where none does."""
    submission = pieces.whole_model()
    for model in whole_models.MODELS:
        if discrepancies := list(whole_models.compare_model(submission, model)):
            pieces.slow |= submission.runner.budget.left == 0
            return model, discrepancies
    return None


def find_guilty(pieces: ModelPieces, wrong_model: Case) -> tuple[str, ...]:
    """Return the lowest piece whose swap alone mends every model, else a set of which none can be left out.

    Raises GraderError where a model differs even with all pieces swapped.
    """
    models = sorted(whole_models.MODELS, key=lambda model: model is not wrong_model)  # the one known to fail first

    def is_mended(swapped: Collection[str]) -> bool:
        submission = pieces.whole_model(swapped)
        # Purity takes longer to check, and comes last: most swaps fail before.
        return not any(
            True
            for check_purity in (False, True)
            for model in models
            for _ in whole_models.compare_model(submission, model, check_purity=check_purity)
        )

    return _minimal_swap(pieces.names, is_mended)


def _minimal_swap(names: tuple[str, ...], is_mended: Callable[[Collection[str]], bool]) -> tuple[str, ...]:
    """Return one name that mends, else all of them less every one that can be left out."""
    for name in names:
        if is_mended({name}):
            return (name,)
    if not is_mended(names):
        raise GraderError("the model differs from the reference even when it is made of the reference's own pieces")
    kept = set(names)
    for name in reversed(names):
        if is_mended(kept - {name}):
            kept.discard(name)
    return tuple(name for name in names if name in kept)
