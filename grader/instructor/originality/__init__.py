"""How alike the answers of a class are: what is normalised, what is rare, and a report for the instructor alone.

Nothing here reaches a student's feedback, and nothing here runs a student's code: answers are read as text.
"""
