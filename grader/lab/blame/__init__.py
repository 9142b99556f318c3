"""Find the piece that makes a whole model wrong: which model, which piece, and where in the model it shows."""
