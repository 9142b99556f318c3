"""get_lr: the learning rate of one step, up a ramp and down half a cosine.

Forward   a ramp of equal steps from learning_rate / (warmup_iters + 1) at it = 0 that meets learning_rate at
          it = warmup_iters; from there half a wave of cosine that meets min_lr at it = lr_decay_iters; then min_lr
Given     it, the number of steps already taken, and the five numbers of the schedule
Wanted    the learning rate of step it (the first is step 0)
Source    Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts (2017), equation 5; the ramp as in
          Karpathy's nanoGPT, train.py
"""

import math

# By hand: learning_rate = 1, min_lr = 0.2, warmup_iters = 3, lr_decay_iters = 7. What is the learning rate at
# it = 0, 3, 4, 5, 7 and 9? (cos 45 degrees = 0.7071)
by_hand = {"lr": None}


def get_lr(it: int, learning_rate: float, min_lr: float, warmup_iters: int, lr_decay_iters: int) -> float:
    """Return the learning rate of step it (0, 1, 2, ...), where 0 <= warmup_iters <= lr_decay_iters.

    No step is wasted on a rate of 0: the first has learning_rate / (warmup_iters + 1). Where the ramp ends only at
    lr_decay_iters there is no wave at all, and the rate falls from the ramp to min_lr.
    """
    raise NotImplementedError(
        "get_lr: derive the learning rate of step it (the first is step 0)."
    )
