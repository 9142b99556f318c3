"""How the answers of part 12 are asked."""
