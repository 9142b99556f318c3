"""Part 02: backpropagation."""

TITLE = "Backpropagation"
ORDER = (
    "gradient_step",
    "analytic_gradient",
)
