"""The student's pieces at work: whole models made of them, trained, compared with PyTorch, and benchmarked.

`model` (whose pieces, and the GPT-2 made of them), `training` (`grader train`, `generate`), `gates` (`grader gates`),
`blame` (`grader blame`), `weights` (`grader weights`), `benchmark` (`grader benchmark`).

Called by the commands in `grader.cli`, and by `bench/`. Student code runs in this process here and earns no marks: no
verdict is made in this room, and whether a piece has passed is the judge's to say. Nothing is printed: progress goes to
a callback, and results are returned for the command to put into words. PyTorch computes in the child process of
`torch_process` alone, by the two `torch_side` modules; `weights.formats` imports it to read its files.
"""
