"""Small models for this part's cases."""

from __future__ import annotations

from grader.course.inputs import gain, normal


def params(V, n_ctx, D, hidden=0, n_layer=0, *, biases=True, head=False, attention=0.6, last=1.0):
    """Recipes for the weights of a model, under the names of gpt2_loss."""
    tables = {"W_e": normal(V, D), "W_p": normal(n_ctx, D)}
    for i in range(n_layer):
        block = {
            "ln1_g": gain(D),
            "ln1_b": normal(D),
            "W_attn": normal(D, 3 * D, std=attention),
            "b_attn": normal(3 * D),
            "W_proj": normal(D, D, std=0.6),
            "b_proj": normal(D),
            "ln2_g": gain(D),
            "ln2_b": normal(D),
            "W1": normal(D, hidden, std=0.6),
            "b1": normal(hidden),
            "W2": normal(hidden, D, std=0.6),
            "b2": normal(D),
        }
        tables |= {f"h.{i}.{name}": recipe for name, recipe in block.items()}
    tables |= {"lnf_g": normal(D, std=last) if last != 1 else gain(D), "lnf_b": normal(D)}
    if not biases:
        tables = {k: v for k, v in tables.items() if not (k.endswith("_b") or k.split(".")[-1].startswith("b"))}
    return tables | ({"W_head": normal(V, D)} if head else {})
