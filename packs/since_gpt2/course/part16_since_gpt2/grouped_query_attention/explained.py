"""Known mistakes of grouped_query_attention by the first words of the sentence that explains them."""

EXPLAINED = {
    "With the queries": ("queries-summed-too",),
    "The heads of": (
        "heads-dealt-in-turn",
        "values-of-another-group",
    ),
    "A head's group": ("divided-by-the-number-of-groups",),
    "Sharing keys does": ("one-query-for-a-group",),
    "A key that": ("mean-over-the-group",),
    "Every head of": (
        "one-head-of-the-group",
        "values-alone-summed",
    ),
    "With an array": ("last-head-overwrites",),
    "A reshape counts": ("summed-in-turn",),
    "A head of": ("all-heads-summed",),
    "A gradient has": ("heads-not-summed",),
    "Keys say who": ("dK-and-dV-exchanged",),
}
