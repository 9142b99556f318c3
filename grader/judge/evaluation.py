"""One evaluation: a submission, the exercise's cases as the seed draws them, and the samples taken so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from grader.course.spec import Case, Exercise
from grader.errors import BadInput
from grader.judge.case_instance import CaseInstance, instantiate
from grader.judge.finding import Controls, Finding
from grader.judge.problem import Problem, not_asked
from grader.judge.sample import Sample
from grader.judge.submission import Submission

if TYPE_CHECKING:
    from grader.course.formulas import Formulas
    from grader.judge.formulas.explain import Question


@dataclass
class SharedEvaluation:
    """What evaluations of one exercise, seed and `live` have in common, since it depends on no submission.

    The case instances, the evaluations of mutants and of other texts that a diagnosis tried, the outcome of the
    negative controls, the names of the checks that the solution has passed, and what formulas are compared with.
    """

    instances: dict[str, CaseInstance] = field(default_factory=dict)
    mutants: dict[str, Evaluation] = field(default_factory=dict)
    variants: dict[str, Evaluation] = field(default_factory=dict)
    controls: Controls | None = None
    right: set[str] = field(default_factory=set)
    formulas: tuple[Formulas, Question] | None = None
    elsewhere: Question | None = None


class Evaluation:
    """Calls a submission on each case once, and keeps the samples.

    `shared` is common to the evaluations of one exercise and seed: a mutant faces the very inputs that the student's
    answer faced, and the truth is computed once. `quick` is True of a mutant, where only yes or no matters, and only
    about its one mistake.
    """

    def __init__(
        self,
        exercise: Exercise,
        submission: Submission,
        seed: int = 0,
        *,
        live: bool = False,
        shared: SharedEvaluation | None = None,
    ) -> None:
        self.exercise = exercise
        self.submission = submission
        self.seed = seed
        self.live = live
        self.quick = False
        self.shared = shared or SharedEvaluation()
        self.combined: tuple[Sample, Sample] | None = None
        self.joint_findings: dict[str, Finding | None] = {}
        self._samples: dict[str, Sample] = {}
        self._late: Problem | None = None

    def for_submission(self, submission: Submission, *, quick: bool = True) -> Evaluation:
        """Return an evaluation of another submission on the same instances."""
        other = Evaluation(self.exercise, submission, self.seed, live=self.live, shared=self.shared)
        other.quick = quick
        return other

    def instance(self, case: Case) -> CaseInstance:
        """Return the case with its inputs, upstream gradient and truth."""
        instances = self.shared.instances
        if case.label not in instances:
            instances[case.label] = instantiate(self.exercise, case, self.seed, live=self.live)
        return instances[case.label]

    def fresh_inputs(self, case: Case) -> dict:
        """Return inputs of a case that share no memory with others."""
        return case.build(self.exercise.rng(case, self.seed))

    def sample(self, case: Case) -> Sample:
        """Return the answer's outputs and gradients on a case; it is called once, with its purity checked.

        On the ordinary case its calls are traced for numerical differences as well, and what is judged is what came
        under the trace: an answer that notices it gains nothing by that.
        """
        for each in self._cases_due(case):
            self._samples[each.label] = sample = self._call(each)
            self._late = self._late or sample.out_of_time
        return self._samples[case.label]

    def required(self, case: Case, to: str) -> Sample:
        """Return the sample of a case. Raises BadInput where it holds nothing `to` "show" or "compare"."""
        sample, name = self.sample(case), self.exercise.name
        if sample.not_written:
            raise BadInput(f"{name} is not written yet, so there is nothing to {to}. `grader hint {name}` helps.")
        if problem := sample.value_problem:
            raise BadInput(f"{name} gives nothing to {to}: {problem} (case: {case.label})")
        return sample

    def _cases_due(self, case: Case) -> list[Case]:
        """Return the cases to call now, where this one is wanted: as a rule this one, unless it has a sample already.

        Where the judge keeps a case's content to itself, all are called in an order that the seed draws, so that the
        place in the order reveals nothing.
        """
        if case.label in self._samples:
            return []
        if not self.exercise.callback_service or self.quick:
            return [case]
        left = [each for each in self.exercise.cases if each.label not in self._samples]
        return [left[at] for at in np.random.default_rng([self.seed, len(left)]).permutation(len(left))]

    def _call(self, case: Case) -> Sample:
        if self._late:  # what is left of it asks nothing more
            inputs, upstream = self.instance(case).truth.inputs, self.instance(case).upstream
            return Sample(inputs, upstream, problem=not_asked(self._late))
        upstream = self.instance(case).upstream
        held = None if upstream is None else upstream.copy()
        trace_calls = self.exercise.is_op and case is self.ordinary and not self.quick
        return self.submission.ask(self.fresh_inputs(case), held, check_purity=True, trace_calls=trace_calls)

    @property
    def not_written(self) -> Problem | None:
        """What is to be written, where the answer, or a piece that it imports, is still a stub on the first case."""
        first = self._samples.get(self.exercise.cases[0].label)
        return first.problem if first and first.not_written else None

    @property
    def gave_nothing(self) -> bool:
        """Whether no case that was called gave any output."""
        return all(not sample.outputs for sample in self._samples.values())

    @property
    def ordinary(self) -> Case:
        """The case that stands for all where one is enough: the second, or the only one."""
        return self.exercise.cases[min(1, len(self.exercise.cases) - 1)]
