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
by_hand = {"lr": [0.25, 1.0, 0.8828427, 0.6, 0.2, 0.2]}


def get_lr(it: int, learning_rate: float, min_lr: float, warmup_iters: int, lr_decay_iters: int) -> float:
    """Return the learning rate of step it (0, 1, 2, ...), where 0 <= warmup_iters <= lr_decay_iters.

    No step is wasted on a rate of 0: the first has learning_rate / (warmup_iters + 1). Where the ramp ends only at
    lr_decay_iters there is no wave at all, and the rate falls from the ramp to min_lr.
    """
    ### BEGIN SOLUTION
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    if it >= lr_decay_iters:
        return min_lr
    # The share of the wave that lies behind: 0 at it = warmup_iters, 1 at it = lr_decay_iters.
    share = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    # cos runs from 1 to -1 while its angle runs from 0 to pi; half of 1 + cos runs from 1 to 0, flat at both ends.
    height = 0.5 * (1 + math.cos(math.pi * share))
    return min_lr + height * (learning_rate - min_lr)
    ### END SOLUTION
