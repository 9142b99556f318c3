"""Known mistakes of matmul by the first words of the sentence that explains them."""

EXPLAINED = {
    "With ones in": ("upstream-forgotten",),
    "One `W` serves": ("last-item-of-the-batch",),
    "In an array": ("batch-transposed-whole",),
    "A mean over": ("mean-over-rows",),
    "A square matrix": ("missing-transpose-W",),
}
