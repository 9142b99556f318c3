"""The gates: what a student's pieces, put together, have to reach before they count as a GPT-2.

`all_gates` lists them, `run_gates` runs them, `gate` says what one is and `gate_context` what it is given. The gates
themselves: `gradient_checks`, `autograd`, `parity`, `optimizer`, `training`, `engine`; `torch_side` is PyTorch's part
in them, run in a child process. `report` and `plot` are the table and the picture.
"""
