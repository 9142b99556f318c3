"""What is handed out: an nbgrader course for the instructor, and a kit without answers for students."""

FOLDER_OF_COPIES = ".grader/kept"
"""Where a file goes, below the folder that is written, before another takes its place."""
