"""Where a student's code runs: load it, call it, and note down what came. Nothing here judges, or knows an answer.

For marks this room is shipped into a sandbox, with `grader/course/drivers`, `grader/errors.py`, `grader/paths.py` and
`reference/naming.py`, and nothing else; so it imports nothing but those.
"""
