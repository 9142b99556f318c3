"""All rules, in the order in which an author meets them, and what an exercise falls short of."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

from grader.course import registry
from grader.judge.dev_check import answers, chapters, clauses, entries, files, formulas, witnesses
from grader.judge.dev_check.rule import ExerciseFiles, Rule, Shortfall

RULES = (
    Rule("nothing is marked TODO", files.nothing_is_marked),
    Rule("three hints and a case by hand", entries.hints_and_by_hand),
    Rule("the cases cover what they must", entries.cases_cover),
    Rule("every clause is asked", clauses.every_clause_is_asked),
    Rule("no upstream gradient is constant", entries.upstream_is_not_constant),
    Rule("enough known mistakes", entries.enough_mistakes),
    Rule("enough right alternatives", entries.enough_alternatives),
    Rule("requires is what the solution imports", files.requires_are_imported),
    Rule("the driver can be shipped", files.driver_can_be_shipped),
    Rule("PyTorch's answers are recorded", witnesses.answers_are_recorded),
    Rule("the solution earns every point", answers.solution_earns_every_point),
    Rule("the solution passes on ten seeds", answers.solution_passes_on_ten_seeds),
    Rule("right alternatives pass on ten seeds", answers.alternatives_pass_on_ten_seeds),
    Rule("known mistakes are refused on ten seeds", answers.mistakes_are_refused_on_ten_seeds),
    Rule("what refuses a mistake first is recorded", answers.first_refusals_are_recorded),
    Rule("known mistakes are named in the diagnosis", answers.mistakes_are_named_in_the_diagnosis),
    Rule("the formulas are described", formulas.formulas_are_described),
    Rule("the formulas are judged right", formulas.formulas_are_judged_right),
    Rule("wrong formulas are explained", formulas.wrong_formulas_are_explained),
    Rule("the solution states the formulas", formulas.solution_states_the_formulas),
    Rule("the formulas' cases tell apart", formulas.formula_cases_tell_apart),
    Rule("the complex step agrees with PyTorch", witnesses.complex_step_agrees_with_pytorch, needs_torch=True),
    Rule("finite differences agree with PyTorch", witnesses.finite_differences_agree_with_pytorch, needs_torch=True),
    Rule("recorded answers are PyTorch's", witnesses.recorded_answers_are_pytorchs, needs_torch=True),
    Rule("the section is whole", chapters.section_is_whole),
    Rule("the section keeps the answer", chapters.section_keeps_the_answer),
    Rule("every known mistake is explained", chapters.every_mistake_is_explained),
    Rule("an anchor begins one sentence", chapters.anchors_begin_a_sentence),
    Rule("the stub is cut from the solution", files.stub_is_cut),
)


def shortfalls_of(name: str) -> Iterator[Shortfall]:
    """Yield what an exercise falls short of, as it is found; what stops several rules is reported once.

    Raises BadInput for an unknown name. Rules that ask PyTorch are left out where it is not installed.
    """
    part = registry.part_of(name)
    try:
        exercise = registry.entry(name)
    except Exception as error:
        yield Shortfall(
            "the entry can be imported", ExerciseFiles(part, name).entry, f"{type(error).__name__}: {error}"
        )
        return
    reported = set()
    for rule in RULES:
        if rule.needs_torch and not has_torch():
            continue
        for shortfall in rule.shortfalls(exercise):
            if (shortfall.file, shortfall.message) not in reported:
                reported.add((shortfall.file, shortfall.message))
                yield shortfall


def has_torch() -> bool:
    """Return whether PyTorch is installed."""
    return importlib.util.find_spec("torch") is not None
