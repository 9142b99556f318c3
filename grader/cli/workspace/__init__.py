"""A workspace of one's own: laid by `grader init`, renewed by `grader update`, without touching what was written."""
