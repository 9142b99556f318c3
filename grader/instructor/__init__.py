"""What an instructor uses: nbgrader plug-in, batch grading of a class, course and kit, reports.

Who may call it: `grader.cli` (`grader grade`, `grader release`, the notebook magic), nbgrader through a course's
nbgrader_config.py, and the project's benchmarks. It stays out of the students' kit.

What may not happen here: no verdict is decided, and no student code runs. `judge_task` is the one way to the judge,
`worker_processes` the one way to start processes.

From the top down, imports go down this list and never up:

- release: the nbgrader course and the students' kit
- nbgrader_plugin: the judge in the place of nbgrader's execution of notebooks
- batch: a class of folders, graded through an executor
- reports: a class's results as CSV, JSON, JUnit and pages
- notebooks: how source notebooks are made and submitted ones are read
- results, returned, course_secret, read_assignments, assignments, judge_task, worker_processes
"""
