"""Training a small GPT of the pieces, and generating with any checkpoint.

`settings` are those of a run, `tasks` and `texts` what it may learn, `vocabulary` what a checkpoint's ids stand for,
`training_run` the run itself, `curve` its record and picture, `generate_text` what `grader generate` does.
"""
