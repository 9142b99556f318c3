"""One answer under judgement: its subject, the cases made concrete by the seed, and the samples taken so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from grader.course.spec import Case, Exercise
from grader.errors import BadInput
from grader.judge.case_instance import CaseInstance, instantiate
from grader.judge.finding import Controls, Finding
from grader.judge.sample import Sample
from grader.judge.submission import Submission

if TYPE_CHECKING:
    from grader.course.formulas import Formulas
    from grader.judge.formulas.explain import Question


@dataclass
class SharedEvaluation:
    """What judgings of one exercise, seed and `live` have in common, since it depends on no answer.

    The cases with their truths, the known mistakes' judgings, those of other texts that a diagnosis tried, which of the
    mistakes were refused, the checks that the solution was seen to pass, and what formulas are held against.
    """

    instances: dict[str, CaseInstance] = field(default_factory=dict)
    mutants: dict[str, Evaluation] = field(default_factory=dict)
    variants: dict[str, Evaluation] = field(default_factory=dict)
    controls: Controls | None = None
    right: set[str] = field(default_factory=set)
    formulas: tuple[Formulas, Question] | None = None
    elsewhere: Question | None = None


class Evaluation:
    """Asks a subject about each case once, and keeps what came.

    `shared` may be had in common by judgings of one exercise and seed: a mistake faces the very inputs that a student
    faced, and the truth is found once.
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
        self.joint_findings: dict[str, Finding | None] = {}
        self._samples: dict[str, Sample] = {}

    def for_submission(self, submission: Submission) -> Evaluation:
        """Return a judging of another answer to the same questions, to which only yes or no matters."""
        other = Evaluation(self.exercise, submission, self.seed, live=self.live, shared=self.shared)
        other.quick = True
        return other

    def instance(self, case: Case) -> CaseInstance:
        """Return the case with its inputs, upstream gradient and truth."""
        instance = self.shared.instances
        if case.label not in instance:
            instance[case.label] = instantiate(self.exercise, case, self.seed, live=self.live)
        return instance[case.label]

    def fresh_inputs(self, case: Case) -> dict:
        """Return inputs that nobody else holds."""
        return case.build(self.exercise.rng(case, self.seed))

    def sample(self, case: Case) -> Sample:
        """Return the answer's outputs and gradients on a case, asked closely, once.

        The ordinary case is watched for numerical differences as well, and what is judged is what came under watch:
        an answer that knows that it is watched gains nothing by it.
        """
        for each in self._asked_with(case):
            self._samples[each.label] = self._asked(each)
        return self._samples[case.label]

    def required(self, case: Case, to: str) -> Sample:
        """Return the sample of a case. Raises BadInput where it holds nothing `to` do something with, as "show"."""
        sample, name = self.sample(case), self.exercise.name
        if sample.not_written:
            raise BadInput(f"{name} is not written yet, so there is nothing to {to}. `grader hint {name}` helps.")
        if sample.problem:
            raise BadInput(f"{name} gives nothing to {to}: {sample.problem} (case: {case.label})")
        return sample

    def _asked_with(self, case: Case) -> list[Case]:
        """Return the cases to ask now, where this one is wanted: none where it was asked, and as a rule it alone.

        Where the judge keeps to itself what a case holds, all are asked in an order that the seed draws, so that the
        place in a row does not tell it.
        """
        if case.label in self._samples:
            return []
        if not self.exercise.callback_service or self.quick:
            return [case]
        left = [each for each in self.exercise.cases if each.label not in self._samples]
        return [left[at] for at in np.random.default_rng([self.seed, len(left)]).permutation(len(left))]

    def _asked(self, case: Case) -> Sample:
        upstream = self.instance(case).upstream
        held = None if upstream is None else upstream.copy()
        trace_calls = self.exercise.is_op and case is self.ordinary and not self.quick
        return self.submission.ask(self.fresh_inputs(case), held, check_purity=True, trace_calls=trace_calls)

    @property
    def not_written(self) -> bool:
        """Whether the answer, or a piece that it imports, is still a stub."""
        return any(sample.not_written for sample in self._samples.values())

    @property
    def ordinary(self) -> Case:
        """The case that stands for all where one is enough: the second, or the only one."""
        return self.exercise.cases[min(1, len(self.exercise.cases) - 1)]
