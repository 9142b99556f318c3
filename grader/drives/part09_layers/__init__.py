"""How the answers of part 9 are asked."""
