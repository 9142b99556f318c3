"""How the answers of part 1 are asked."""
