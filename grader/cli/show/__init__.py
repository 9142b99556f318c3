"""Pictures of an answer: the student's array, the true one and their difference, on a terminal or in a file."""
