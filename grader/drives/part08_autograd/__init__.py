"""How the answers of part 8 are asked."""
