"""Print, as JSON, which answers that the course knows pass: the solution, the right alternatives, the known mistakes.

Run as `python -m tests.platforms.outcomes [NAME...]`; the environment says for which processor NumPy computes.
"""

import json
import sys

from grader.course import registry
from grader.judge import alternatives, controls
from grader.judge.check import DERIVE_KINDS
from grader.judge.evaluation import Evaluation
from grader.judge.plan import plan
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.tree import Tree


def outcomes(name):
    """Return by answer which checks fail of a right one (not of the derive gate), and how a wrong one ends."""
    exercise = registry.entry(name)
    right = {"solution": Tree(SOLUTIONS)}
    right |= {other: alternatives.tree(exercise, other) for other in alternatives.names(exercise)}
    wrong = {mistake.name: controls.mutant_tree(exercise, mistake) for mistake in exercise.mistakes}
    checks = [check for check in plan(exercise) if check.kind not in DERIVE_KINDS]
    first = Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS)))

    def failed(tree):
        evaluation = first.for_submission(load_local(exercise, tree))
        return [check.name for check in checks if not check.ask(evaluation).passed]

    return {answer: failed(tree) for answer, tree in right.items()} | {
        answer: "refused" if failed(tree) else "passes" for answer, tree in wrong.items()
    }


if __name__ == "__main__":
    print(json.dumps({name: outcomes(name) for name in sys.argv[1:] or registry.all_names()}))
