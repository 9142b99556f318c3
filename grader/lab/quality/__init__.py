"""How good a passed op is: its array calls, memory and time beside the solution's, and remarks that they bear out.

Called by `grader compare`. Counts and bytes decide remarks; times are only shown.
"""
