"""One answer under judgement: its subject, the cases made concrete by the seed, and the samples taken so far."""

from __future__ import annotations

from grader.catalog.spec import Case, Exercise
from grader.judge.sample import Sample
from grader.judge.subject import Subject
from grader.judge.truth import Posed, pose


class Judging:
    """Asks a subject about each case once, and keeps what came.

    `posed` may be shared between judgings of one exercise and seed: a mistake faces the very inputs that a student
    faced, and the truth is found once.
    """

    def __init__(self, exercise: Exercise, subject: Subject, seed: int = 0, *, live: bool = False) -> None:
        self.exercise = exercise
        self.subject = subject
        self.seed = seed
        self.live = live
        self.briefly = False
        self.mutants: dict[str, Judging] = {}
        self._posed: dict[str, Posed] = {}
        self._samples: dict[str, Sample] = {}

    def beside(self, subject: Subject) -> Judging:
        """Return a judging of another answer to the same questions, to which only yes or no matters."""
        other = Judging(self.exercise, subject, self.seed, live=self.live)
        other.briefly = True
        other._posed = self._posed
        return other

    def posed(self, case: Case) -> Posed:
        """Return the case with its inputs, upstream gradient and truth."""
        if case.label not in self._posed:
            self._posed[case.label] = pose(self.exercise, case, self.seed, live=self.live)
        return self._posed[case.label]

    def fresh_inputs(self, case: Case) -> dict:
        """Return inputs that nobody else holds."""
        return case.build(self.exercise.rng(case, self.seed))

    def sample(self, case: Case) -> Sample:
        """Return the answer's outputs and gradients on a case, asked closely, once."""
        if case.label not in self._samples:
            upstream = self.posed(case).upstream
            held = None if upstream is None else upstream.copy()
            self._samples[case.label] = self.subject.ask(self.fresh_inputs(case), held, closely=True)
        return self._samples[case.label]

    @property
    def unwritten(self) -> bool:
        """Whether the answer, or a piece that it imports, is still a stub."""
        return any(sample.unwritten for sample in self._samples.values())

    @property
    def ordinary(self) -> Case:
        """The case that stands for all where one is enough: the second, or the only one."""
        return self.exercise.cases[min(1, len(self.exercise.cases) - 1)]
