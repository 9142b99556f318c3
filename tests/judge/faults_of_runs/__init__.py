"""Faults planted in parts 12 to 15: (exercise, what is wrong, a text of the solution, what stands there)."""
