"""How an answer is asked that is not asked by a plain call: `drive(answer, *inputs)` returns the outputs as arrays.

A drive runs beside the student's code, in the sandbox for marks: it holds no expected values, and imports nothing but
NumPy and this room.
"""
