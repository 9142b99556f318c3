"""Forwards of every op in NumPy, one module per part, written apart from the solutions.

Each accepts complex inputs and is analytic in them, so that the complex step Im f(x + ih)/h gives its derivative
to machine precision (Squire and Trapp 1998, https://doi.org/10.1137/S003614459631241X). So: no abs, no max of
complex numbers, no `np.var`, no cast to float.
"""
