"""How the answers of part 2 are asked."""
