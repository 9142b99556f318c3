"""The right alternatives of which an essential remark is true: each with the kinds of its waste and the reason."""

ESSENTIAL = {
    ("multiply", "loop"): ("python-loop", "adds the products entry by entry"),
    ("scale", "one_entry_at_a_time"): ("python-loop", "multiplies each entry by itself"),
    ("relu", "explicit_jacobian"): ("jacobian", "np.diag of all entries, (N, N)"),
    ("gelu", "explicit_jacobian"): ("jacobian", "np.diag of all slopes, (N, N)"),
    ("linear", "row_by_row"): ("python-loop", "a product for each row"),
    ("sum_last_axis", "row_by_row"): ("python-loop", "Python's own sum over each row's entries"),
    ("transpose", "entry_by_entry"): ("python-loop", "copies entry by entry"),
    ("softmax", "explicit_jacobian"): ("jacobian", "diag(p) - p p^T, (..., V, V)"),
    ("softmax", "pairs"): ("jacobian", "exp(x[i] - x[j]) of all pairs, (..., V, V)"),
    ("softmax", "row_by_row"): ("python-loop", "a loop over rows"),
    ("cross_entropy", "loop"): ("python-loop", "a loop over rows"),
    ("softmax_cross_entropy", "token_by_token"): ("python-loop", "a loop over tokens"),
    ("layer_norm", "explicit_jacobian"): ("jacobian python-loop", "dY[d]/dx[i], (D, D), in a loop over rows"),
    ("layer_norm", "one_row_at_a_time"): ("python-loop", "three loops over rows and entries"),
    ("lm_head", "token_by_token"): ("python-loop", "a product for each token of the vocabulary"),
    ("attention_scores", "pair_by_pair"): ("python-loop", "a dot product for each pair of positions"),
    ("attention_output", "outer_products"): ("python-loop", "an outer product for each position"),
    ("scaled_dot_product_attention", "no_mask_at_all"): ("python-loop", "a loop over positions"),
    ("scaled_dot_product_attention", "explicit_jacobian"): ("jacobian", "each row's Jacobian, (..., S, S, S)"),
    ("multi_head_attention", "row_by_row"): ("python-loop", "a loop over heads and queries"),
}
"""By exercise and alternative. Any other alternative that earns an essential remark makes the remark a false one."""
