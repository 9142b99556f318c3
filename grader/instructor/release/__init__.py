"""What is handed out: an nbgrader course for the instructor, and a kit without answers for students.

Who may call it: the command `grader release`, and benchmarks and tests that need a course. What may not happen here:
no answer and no secret seed gets into the kit, and no file that somebody changed is lost.
"""
