"""The index formulas of this part: one module per exercise, imported where a formula is judged."""
