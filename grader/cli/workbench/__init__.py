"""The front of the workbench in the reader's browser: a request comes as a dict, and its answer goes back as one.

`session` has the requests; `formula_view` reads a formula as it is typed. The page itself is under `website/`.
"""
