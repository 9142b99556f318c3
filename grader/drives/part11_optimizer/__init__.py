"""How the answers of part 11 are asked."""
