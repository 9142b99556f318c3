"""sample_next_token: draw one token from the logits, with temperature, top-k and top-p.

Forward   p = softmax(logits / temperature), kept where it is among the top_k largest, then among the fewest tokens
          whose p reach top_p, and made to sum to 1 again; the token is the first id at which the running sum of p
          exceeds u, one number drawn evenly from [0, 1)
Given     logits (V,), temperature, top_k, top_p and a random generator
Wanted    the token's id (the largest logit's where temperature is 0)
Source    Holtzman et al., The Curious Case of Neural Text Degeneration (2020), section 3.1, for top-p; Fan, Lewis and
          Dauphin, Hierarchical Neural Story Generation (2018), section 5.4, for top-k
"""

import numpy as np

# By hand: logits = [0, ln 4, ln 3, ln 2], temperature = 1, no top_k, top_p = 0.8. The generator's next three numbers
# are 0.6370, 0.2698 and 0.0410. Which three tokens are drawn?
by_hand = {"tokens": None}


def sample_next_token(
    logits: np.ndarray,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: np.random.Generator | None = None,
) -> int:
    """Return the id, an int, of one token drawn by logits (V,), V of 1 or more, of any finite size.

    temperature 0 takes the largest logit (the first of equals) and draws nothing. Else, in this order: logits are
    divided by temperature; top_k keeps the k largest (all of them where k is V or more), and whatever equals the
    smallest of those; top_p keeps, of what is left and sums to 1 again, the most probable tokens until their sum
    reaches top_p, at least one. The draw takes one rng.random() and goes through the kept tokens in the order of their
    ids, just as rng.choice(V, p=p) does, so that a seed gives one answer. rng None is np.random.default_rng().
    Raises ValueError for a temperature below 0, a top_k below 1, or a top_p outside (0, 1].
    """
    raise NotImplementedError(
        "sample_next_token: derive the token's id (the largest logit's where temperature is 0)."
    )
