"""The prefetcher judges notebooks before their turn, in other processes, and changes no score."""

import os

import pytest

from grader.course import registry
from grader.instructor.nbgrader_plugin import judge_cells, prefetcher
from grader.instructor.nbgrader_plugin.judge_cells import PREFETCHER
from tests.instructor.nbgrader_plugin.conftest import PART, hand_in, nbgrader, needs_a_sandbox, released, source_of
from tests.instructor.nbgrader_plugin.gradebook import scores

FULL = {name: registry.entry(name).points for name in registry.names(PART)}
STUDENTS = ("ada", "ben", "cyd", "dan")


@pytest.fixture
def judged_here(course, monkeypatch):
    """A class of four, the third with stubs, and two prefetching processes; yields the tasks judged in this process."""
    needs_a_sandbox()
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.JudgeCells.jobs = 2\n")
    for student in STUDENTS:
        hand_in(course, student, released(course) if student == "cyd" else source_of(course))
    here, right, process = [], prefetcher.run_notebook_task, os.getpid()

    def judge(task, **options):
        if os.getpid() == process:
            here.append(task)
        return right(task, **options)

    monkeypatch.setattr(prefetcher, "run_notebook_task", judge)
    return here


def expect_right_scores(course):
    assert nbgrader(course, "autograde", PART) == 0
    for student in STUDENTS:
        assert scores(course, student) == (dict.fromkeys(FULL, 0.0) if student == "cyd" else FULL)


def test_all_but_the_first_are_judged_before_their_turn(course, judged_here):
    expect_right_scores(course)
    assert len(judged_here) == 1
    assert not PREFETCHER._prefetched and not PREFETCHER._pool  # nothing of it outlives the grading


def test_what_was_foreseen_wrongly_is_judged_again(course, judged_here, monkeypatch):
    right = judge_cells.upcoming_notebooks

    def foresees_ada(converter, current, make_task):
        return right(converter, current, lambda names: make_task({**names, "student": "ada"}))

    monkeypatch.setattr(judge_cells, "upcoming_notebooks", foresees_ada)
    expect_right_scores(course)
    assert len(judged_here) == 2  # the first, and the stubs; the others are the very text of ada's


def dies(task):
    os._exit(9)


def test_a_process_that_dies_takes_no_score_with_it(course, judged_here, monkeypatch):
    monkeypatch.setattr(prefetcher, "_judge", dies)
    expect_right_scores(course)
    assert len(judged_here) == len(STUDENTS)


def test_one_notebook_is_judged_here(course, judged_here):
    assert nbgrader(course, "autograde", PART, "--student=ada") == 0
    assert scores(course, "ada") == FULL and len(judged_here) == 1


def test_an_unreadable_notebook_stops_none_after_it(course, judged_here):
    hand_in(course, "ben", b"{")
    assert nbgrader(course, "autograde", PART) == 1
    assert scores(course, "dan") == FULL and len(judged_here) == 1
