"""Batch grading: a class of submission folders is read, judged through an executor, and its verdicts are stored.

Who may call it: whoever grades a class, through `grade_class.grade_class`: the command `grader grade`, the benchmark,
tests. What may not happen here: no report is written (see `grader.instructor.reports`), no student's name goes to a
worker process, a grader error is never stored and never becomes 0 points.
"""
