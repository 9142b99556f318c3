"""Part 08: autograd."""

TITLE = "Autograd"
ORDER = ("Tensor",)
