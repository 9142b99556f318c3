"""Notebooks of exercises: how a source notebook is made of a part, and how a submitted one is read.

Who may call it: every other package of this room. What may not happen here: no notebook is executed, and nothing of a
submitted one is used but the texts and grade_ids of its cells.
"""
