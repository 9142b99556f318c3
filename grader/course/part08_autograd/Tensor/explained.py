"""Known mistakes of Tensor by the first words of the sentence that explains them."""

EXPLAINED = {
    "A Tensor that went": ("overwritten-not-added",),
    "A gradient may": ("too-early", "nearest-first", "once-for-each-path"),
    "A walk through": ("recursive",),
    "What has arrived": ("grad-replaced",),
    "Where gradients add": ("zero-grad-does-nothing",),
    "One function stored": ("reference-cycle",),
    "The dict that": ("gradients-by-place",),
    "`x * x`": ("once-for-each-parent",),
    "A backward may": ("added-in-place",),
    "Each `grad` has": ("shared-grad",),
    "`2.5` as a": ("numbers-widen",),
    "Along its divisor": ("divisor-has-no-square",),
    "Python asks the": ("subtracted-the-wrong-way-round", "divided-the-wrong-way-round"),
    "A graph is": ("recorded-under-no-grad",),
    "On every way": ("no-grad-for-ever",),
    "What arrives at": ("inner-gradients-kept", "inner-gradients-left", "inner-grads-left"),
    "A grad is": ("grads-of-inner-tensors",),
    "Many numbers have": ("ones-for-any-shape",),
}
