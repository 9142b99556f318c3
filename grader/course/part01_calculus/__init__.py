"""Part 01: calculus."""

TITLE = "Calculus"
ORDER = (
    "central_difference",
    "squared_error",
)
