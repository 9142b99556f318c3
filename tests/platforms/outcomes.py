"""Print, as JSON, how every check ends on every answer that the course knows: the solution, the right ones, the wrong.

Run as `python -m tests.platforms.outcomes SEED NAME...`; the environment says for which processor NumPy computes.
"""

import json
import sys

from grader.course import registry
from grader.judge import alternatives, controls
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree


def outcomes(name, seed):
    """Return the names of the checks that fail, by answer."""
    exercise = registry.entry(name)
    trees = {"solution": Tree(SOLUTIONS)}
    trees |= {f"right: {other}": alternatives.tree(exercise, other) for other in alternatives.names(exercise)}
    trees |= {f"mistake: {mistake.name}": controls.mutant_tree(exercise, mistake) for mistake in exercise.mistakes}
    first = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)), seed)
    failed = {}
    for answer, tree in trees.items():
        evaluation = first.for_submission(load_local(exercise, tree))
        failed[answer] = [check.name for check in plan(exercise) if not check.ask(evaluation).passed]
    return failed


if __name__ == "__main__":
    seed, *names = sys.argv[1:]
    print(json.dumps({name: outcomes(name, int(seed)) for name in names or registry.all_names()}))
