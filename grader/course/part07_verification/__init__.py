"""Part 07: verification."""

TITLE = "Verification"
ORDER = ("gradient_check",)
