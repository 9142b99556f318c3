"""What must hold of every exercise, as rules, for `grader dev check` and for the project's own tests.

A rule says nothing about students' answers and is no part of a verdict. A student's kit has none of this.
"""
