"""Index formulas: parse what a student derived, evaluate it on small arrays, and explain what is wrong with it.

`parse` makes a syntax tree of the text (nothing is ever run), `ranges` finds how far each index runs, `evaluate`
computes, `edits` changes one thing at a time, and `explain` says which change would make a wrong formula true.
"""
