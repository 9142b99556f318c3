"""A GPT-2 made of a tree's pieces.

`resolve_pieces` says whose pieces, as a `piece_set`; `gpt2` is the forward pass made of them, `engine` the same on part
15; `record_activations` names the intermediates; `inference` is the work; `loading` and `memory` serve them all.
"""
