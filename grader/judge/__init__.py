"""The judge: evidence, negative controls, diagnosis, formulas, verdict.

Every front comes in by `judge_file` (one file, by a local or a sandboxed runner) or by `grade_files` (a submission, for
marks). A `Check` of the exercise's `plan` asks an `Evaluation`, which asks the `Submission` about each case once and
keeps the `Sample`; what comes of it is a `Finding`, and all of them a `Verdict`, which `verdict_lines` puts into words.

The judge never imports student code and never calls a student's helper to decide anything; a runner calls it.
"""
