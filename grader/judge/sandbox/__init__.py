"""The sandbox seen from the judge's side: start it (`bubblewrap`), keep it (`sandbox_cache`), run answers in it.

Only `grader.judge` calls it (`judge_file`, `grade_files`), and `grader doctor`. No student code runs in this process,
and nothing that comes from the sandbox is believed before `grader.runner.protocol` has decoded it strictly.
"""
