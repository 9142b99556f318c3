"""The commands of `grader`, one module each: NAME.py holds `NAME_`, which cyclopts calls with the options.

The function's parameters are the command's arguments and options, its docstring is the command's help. It calls the
rooms below, prints, and returns the exit code. Only `main`, the watcher and the notebooks' magic run a command; each is
imported when it is called, so that none pays for another's imports.
"""
