"""How the answers of part 10 are asked."""
