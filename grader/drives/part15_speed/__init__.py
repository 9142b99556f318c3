"""How the exercises of part 15 are asked."""
