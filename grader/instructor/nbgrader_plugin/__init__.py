"""The nbgrader plug-in: what a course's nbgrader_config.py puts in the place of nbgrader's own preprocessors.

Who may call it: nbgrader, by the dotted names in that file. What may not happen here: no notebook is executed, and a
grading that fails leaves no score, neither 0 nor an older one.
"""
