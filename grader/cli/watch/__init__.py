"""Judge on save: `grader watch`, and nothing else, uses this package.

`watcher` is the event loop. It waits for saved files (`file_watcher`), keys (`keyboard`) and results of child processes
(`child_job`), and starts a child process for each verdict (`exercise_jobs`) and each key.

The loop's own process never runs a student's code, and starts no thread: a fork copies only the thread that calls it,
and a lock that another thread held stays locked in the child. No command is imported here: the command hands its
actions in (`actions`).
"""
