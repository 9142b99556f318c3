"""Judge exercises that had passed by another judge: `python -m grader.cli.workspace.judge_again NAME ...`.

A program of its own, since the one that renewed the judge has the old one in memory.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.progress import MofNCompleteColumn

from grader.cli.progress_bar import bar
from grader.cli.terminal import say
from grader.course import registry
from grader.judge.ladder import Ladder, State
from grader.paths import exercises


def main(names: Sequence[str]) -> int:
    """Say which of the exercises pass as before, and which do not; return 0, or 1 where one does not."""
    asked = [name for name in registry.all_names() if name in names]
    ladder, failed = Ladder(exercises()), []
    with bar(MofNCompleteColumn(), label="judging again what had passed: {task.description}") as progress:
        task = progress.add_task("", total=len(asked))
        for name in asked:
            progress.update(task, description=name)
            if ladder.standing(name).state is not State.PASSED:
                failed.append(name)
            progress.advance(task)
    if asked:
        say(f"Judged again what had passed: {len(asked) - len(failed)} of {len(asked)} pass as before.")
    for name in failed:
        say(f"  {name} does not any more: grader check {name}", "yellow")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
