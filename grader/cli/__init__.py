"""The fronts: the `grader` command line, pytest's plug-in and the notebooks' magic. Nothing imports this room.

`main` runs a command of `commands/`; `terminal` and `table` print, `error_report` turns exceptions into sentences and
exit codes, `watch/` judges on save, `show/` draws arrays, `workspace/` writes a student's folder.

Nothing is decided here about an answer: a front reads options, calls the rooms below and prints what they return, the
student's own text always made safe to print. Start-up time counts: what `grader`, `grader check` and `grader list` need
imports no rich (84 ms), SciPy or PyTorch at the top of a module.
"""
