"""A GPT-2 made of the student's own pieces: which pieces (`pieces`), how they fit (`gpt2`), work for it,
and memory that is kept from one call to the next (`memory`)."""
