"""The student's own folder: written by `grader init`, updated by `grader update`.

A manifest in it says what the course wrote. A file that differs from what was written is the student's, and is never
overwritten: the new version is put beside it as NAME.new.
"""
