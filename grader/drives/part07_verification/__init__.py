"""How the answers of part 7 are asked."""
