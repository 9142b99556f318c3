"""Measure a GPT-2 on WikiText-103 and LAMBADA, made of the pieces and by PyTorch.

`protocol` says what is read and scored, `data` has the texts, `checkpoint` the model, `scoring` scores batches of token
ids, `measure` has both sides do that, `resume_record` keeps what was scored, `resumable_logits` lets a student's own
evaluation go on from there, `torch_side` is PyTorch's side, and `report` the table.
"""
