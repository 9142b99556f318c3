"""How fast the course is, as ratios: `make bench` prints every figure, `python -m bench NAME` one. Asserts nothing."""
