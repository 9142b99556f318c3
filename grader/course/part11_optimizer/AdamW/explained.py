"""Known mistakes of AdamW by the first words of the sentence that explains them."""

EXPLAINED = {
    "A weight matrix": ("decay-on-none",),
    "A bias only": ("decay-on-all",),
    "`t` says how many gradients": (
        "t-from-zero",
        "t-for-each-parameter",
    ),
    "What `adamw_update` returns": ("averages-not-kept",),
    "`adamw_update` was written": ("decay-in-the-gradient",),
    "`betas` holds the": ("betas-swapped",),
    "A gradient of": ("none-taken-for-zero",),
    "`backward` adds to": ("gradients-kept",),
    "A schedule sets": ("first-lr-for-ever",),
    "A state is": ("state-lives-on",),
    "`t` and the": (
        "t-not-brought-back",
        "averages-not-brought-back",
    ),
    "NumPy is happy": ("misfit-in-silence",),
}
