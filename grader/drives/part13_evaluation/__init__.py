"""How the answers of part 13 are asked."""
