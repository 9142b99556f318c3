"""How the answers of part 14 are asked."""
