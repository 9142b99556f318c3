"""Drivers: how an exercise that is no plain function (a class, a function of functions) is called.

Such an exercise has `driver.py` in its folder, with `drive(answer, *inputs)`: it calls the student's answer on a case's
inputs, and returns the outputs named in the exercise's entry, as arrays. This package holds what drivers share.

A driver runs beside the student's code, for marks inside the sandbox. So it imports only what is there (NumPy,
threadpoolctl, this package and other drivers), and it holds no expected value: what it observes it returns as a number
(1 for "refused with an error message", a count of bytes, ...), and the judge compares that number with the reference.
"""
