"""A GPT-2 made of the student's own pieces: which pieces (`pieces`), how they fit (`gpt2`), and work for it."""
