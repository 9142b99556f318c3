"""Diagnosis: name what a wrong answer does.

`diagnose` compares its arrays with every known mistake's (`array_matching`), then with general error patterns of an
array (`error_patterns`, `partial_patterns`), then with mutations of the solution's syntax tree (`ast_mutations`);
`contract_hints` helps where there is nothing to compare. A diagnosis changes no points.
"""
