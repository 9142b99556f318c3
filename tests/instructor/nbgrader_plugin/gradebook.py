"""What stands in a course's gradebook."""

from nbgrader.api import Gradebook

from grader.course import registry
from grader.instructor.nbgrader_plugin.gradebook_state import status_of
from grader.instructor.notebooks.source_notebook import MARKS
from tests.instructor.nbgrader_plugin.conftest import PART


def book(course):
    return Gradebook(f"sqlite:///{course}/gradebook.db")


def scores(course, student, part=PART):
    """The autograder's score of each exercise; None where there is none."""
    with book(course) as gradebook:
        notebook = gradebook.find_submission_notebook(part, part, student)
        found = {grade.name: grade.auto_score for grade in notebook.grades}
        return {name: found[name + MARKS] for name in registry.names(part)}


def state(course, student, part=PART):
    with book(course) as gradebook:
        return str(status_of(gradebook.find_submission(part, student)))
