"""Diagnosis: name what a wrong answer does, in words that hold on every ordinary case that fails; or nothing.

`diagnose` compares its arrays with every known mistake's (`known_mistakes`); looks for the one change of the student's
own text that makes it right (`mend`, with the `slips` of which wrong texts are made); describes arrays by general error
patterns (`error_patterns`, `partial_patterns`); and looks for the slip of the solution that gives the same numbers
(`ast_mutations`). `contract_hints` and `shape_hints` help where there is nothing to compare, and where nothing can be
named `worked_case` works out the smallest case that fails. A diagnosis changes no points.
"""
