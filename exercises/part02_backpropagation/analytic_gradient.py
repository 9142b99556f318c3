"""analytic_gradient: the loss of a small language model and all of its 2,480 derivatives, by one pass back.

Forward   x = wte[token], h = relu(mlp_fc1 x), logits = mlp_fc2 h, loss = mean over the n positions of
          -log softmax(logits)[target]
Given     d loss = 1: the chain starts at the loss itself
Wanted    the loss and, flat in the order of state_dict, its derivative by every entry of wte (V, D), mlp_fc1 (H, D)
          and mlp_fc2 (V, H)
Source    Rumelhart, Hinton and Williams, Learning representations by back-propagating errors (1986)
"""

import math
import random
import time

Matrix = list[list[float]]

# By hand: wte = [[2], [5]], mlp_fc1 = [[1], [-1]], mlp_fc2 = [[ln 2, 5], [0, 3]], tokens = [0, 1], n = 1, so the one
# position has token 0 and target 1. What are the loss and its eight derivatives?
by_hand = {"loss": None, "d_wte": None, "d_mlp_fc1": None, "d_mlp_fc2": None}


def times(W: Matrix, x: list[float]) -> list[float]:
    """Return W x (M,), for W (M, N) and x (N,)."""
    return [sum(w * value for w, value in zip(row, x, strict=True)) for row in W]


def loss_of(tokens: list[int], n: int, state_dict: dict[str, Matrix]) -> float:
    """Return the mean loss over positions i in range(n), where tokens[i] is read and tokens[i + 1] is to be told."""
    total = 0.0
    for i in range(n):
        x = state_dict["wte"][tokens[i]]  # (D,)
        h = [max(0.0, value) for value in times(state_dict["mlp_fc1"], x)]  # (H,)
        logits = times(state_dict["mlp_fc2"], h)  # (V,)
        top = max(logits)
        total += top + math.log(sum(math.exp(value - top) for value in logits)) - logits[tokens[i + 1]]
    return total / n


def numerical_gradient(
    tokens: list[int], n: int, state_dict: dict[str, Matrix], eps: float = 1e-6
) -> tuple[list[float], int]:
    """Return every derivative of the loss by central differences, flat, and how many forwards that took."""
    flat, forwards = [], 0
    for matrix in state_dict.values():
        for row in matrix:
            for k, at in enumerate(row):
                row[k] = at + eps
                above = loss_of(tokens, n, state_dict)
                row[k] = at - eps
                below = loss_of(tokens, n, state_dict)
                row[k] = at
                flat.append((above - below) / (2 * eps))
                forwards += 2
    return flat, forwards


def analytic_gradient(tokens: list[int], n: int, state_dict: dict[str, Matrix]) -> tuple[float, list[float]]:
    """Return (loss, gradient) over positions i in range(n): token tokens[i], target tokens[i + 1]. Python lists only.

    gradient is a flat list of floats: state_dict's matrices in the order of its keys, each row by row. The lists in
    state_dict stay as they were.
    """
    raise NotImplementedError(
        "analytic_gradient: derive the loss and, flat in the order of state_dict, its derivative by every "
        "entry of wte (V, D), mlp_fc1 (H, D) and mlp_fc2 (V, H)."
    )


def compare(V: int = 28, D: int = 20, H: int = 40, n: int = 4) -> None:
    """Print how far the two gradients of one model lie apart, and what each of them cost."""
    draw = random.Random(0)
    shapes = {"wte": (V, D), "mlp_fc1": (H, D), "mlp_fc2": (V, H)}
    state_dict = {name: [[draw.gauss(0, 0.3) for _ in range(N)] for _ in range(M)] for name, (M, N) in shapes.items()}
    tokens = [draw.randrange(V) for _ in range(n + 1)]

    start = time.perf_counter()
    numerical, forwards = numerical_gradient(tokens, n, state_dict)
    middle = time.perf_counter()
    print(f"{len(numerical):,} parameters, loss {loss_of(tokens, n, state_dict):.4f}")
    print(f"numerical gradient: {forwards:,} forwards, {middle - start:.3f} s")
    try:
        middle = time.perf_counter()
        loss, analytic = analytic_gradient(tokens, n, state_dict)
    except NotImplementedError:
        print("analytic gradient:  not written yet")
        return
    seconds = time.perf_counter() - middle
    print(f"analytic gradient:  1 forward and 1 backward, {seconds:.3f} s; loss {loss:.4f}")
    if len(analytic) != len(numerical):
        print(f"its list has {len(analytic):,} entries, not {len(numerical):,}")
        return
    furthest = max(abs(a - b) for a, b in zip(analytic, numerical, strict=True))
    agree = sum(abs(a - b) < 1e-7 for a, b in zip(analytic, numerical, strict=True))
    print(f"{agree:,} of {len(numerical):,} derivatives agree to 1e-7; the largest difference is {furthest:.1e}")


if __name__ == "__main__":
    compare()
