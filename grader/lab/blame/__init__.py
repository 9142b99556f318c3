"""Find the piece that makes a whole model wrong, by swapping the student's pieces for the reference's.

`whole_models` are the models tried, `model_pieces` the student's pieces that they are made of, `swap_search` finds the
guilty among these, `replay` the call in which one goes wrong, and `find_blame` puts all together into a report.
"""
