"""What the settings of a run say is to be learnt."""

from __future__ import annotations

from pathlib import Path

from grader.lab.training import tasks, texts
from grader.lab.training.fine_tuning import StartingPoint
from grader.lab.training.settings import TrainingSettings
from grader.lab.training.tasks import TrainingTask
from grader.lab.training.texts import TrainingText
from grader.lab.training.vocabulary import Tokens


def load_data(
    settings: TrainingSettings, folder: Path, start: StartingPoint | None = None
) -> TrainingTask | TrainingText:
    """Return what the settings say is to be learnt; a text's tokens are kept in the run's folder. Raises BadInput."""
    if settings.kind == "sort":
        return tasks.sort(settings.letters, settings.symbols)
    if settings.kind == "add":
        return tasks.add()
    if settings.prepared:
        return texts.read_prepared(Path(settings.source))
    if start and not isinstance(start.vocabulary, Tokens):
        return texts.read_as(Path(settings.source), start.vocabulary)
    if settings.kind == "characters":
        return texts.read_characters(Path(settings.source))
    return texts.read_tokens(Path(settings.source), folder / "tokens")
