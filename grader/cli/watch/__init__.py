"""Judge on save: a process that sees changes, a fork for each judging, the keys, and the loop that joins them.

The loop's own process never runs a student's code, and starts no thread: forking beside a thread is unsafe.
"""
