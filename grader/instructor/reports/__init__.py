"""A class's results as files: CSV, JSON, Gradescope, JUnit, and pages for students and the instructor.

Who may call it: whoever has results, through `write_reports.write_reports`; it alone touches files, the other modules
return text. What may not happen here: no text of a student's reaches a file unescaped (pages go through the templates,
the rest through `grader.safe_text`), and nothing that the grader has not decided is shown as 0.
"""
