"""Runner: what runs beside a student's code. It loads a file, calls it within limits, and returns what came as facts.

For marks this room is shipped into a sandbox, with `grader/course/drivers`, `grader/errors.py`, `grader/paths.py` and
`reference/naming.py`, and nothing else; so it imports nothing but those.
"""
