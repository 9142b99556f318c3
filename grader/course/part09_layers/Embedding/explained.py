"""Known mistakes of Embedding by the first words of the sentence that explains them."""

EXPLAINED = {
    "A token is": ("all-zero",),
    "The table serves": ("spread-of-one",),
    "`Tensor(self.W.data[ids], requires_grad=True)` has": ("looked-up-by-hand",),
    "An id is": ("wrong-end-of-the-table",),
    "A generator that": ("rng-not-used",),
    "The numbers of": ("float64-whatever",),
}
