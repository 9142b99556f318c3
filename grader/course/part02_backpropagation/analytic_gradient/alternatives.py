"""Right alternatives to analytic_gradient: correct answers, written in other ways."""

import math


def one_sum_per_entry(tokens, n, state_dict):
    """Keep the activations of every position, then write each derivative as a sum over positions, as on paper."""
    wte, fc1, fc2 = state_dict["wte"], state_dict["mlp_fc1"], state_dict["mlp_fc2"]
    V, D, H = len(wte), len(wte[0]), len(fc1)
    x = [wte[tokens[i]] for i in range(n)]
    a = [[sum(fc1[k][j] * x[i][j] for j in range(D)) for k in range(H)] for i in range(n)]
    z = [[sum(fc2[v][k] * max(a[i][k], 0) for k in range(H)) for v in range(V)] for i in range(n)]
    log_sum = [max(row) + math.log(sum(math.exp(value - max(row)) for value in row)) for row in z]
    dz = [[(math.exp(z[i][v] - log_sum[i]) - (v == tokens[i + 1])) / n for v in range(V)] for i in range(n)]
    da = [[(a[i][k] > 0) * sum(dz[i][v] * fc2[v][k] for v in range(V)) for k in range(H)] for i in range(n)]
    by = {
        "mlp_fc2": lambda v, k: sum(dz[i][v] * max(a[i][k], 0) for i in range(n)),
        "mlp_fc1": lambda k, j: sum(da[i][k] * x[i][j] for i in range(n)),
        "wte": lambda t, j: sum(da[i][k] * fc1[k][j] for i in range(n) if tokens[i] == t for k in range(H)),
    }
    loss = sum(log_sum[i] - z[i][tokens[i + 1]] for i in range(n)) / n
    flat = [
        by[name](r, c) for name, matrix in state_dict.items() for r, row in enumerate(matrix) for c in range(len(row))
    ]
    return loss, [float(entry) for entry in flat]


def tape_of_numbers(tokens, n, state_dict):
    """Put every number on a tape with its parents and its derivatives by them; backward walks the tape."""
    tape = []

    def node(value, *parents):
        tape.append((parents, len(tape)))
        values.append(value)
        return len(tape) - 1

    def dot(row, column):
        links = [link for r, c in zip(row, column, strict=True) for link in ((r, values[c]), (c, values[r]))]
        return node(sum(values[r] * values[c] for r, c in zip(row, column, strict=True)), *links)

    values = []
    leaves = {name: [[node(entry) for entry in row] for row in matrix] for name, matrix in state_dict.items()}
    losses = []
    for i in range(n):
        token, target = tokens[i], tokens[i + 1]
        a = [dot(row, leaves["wte"][token]) for row in leaves["mlp_fc1"]]
        h = [node(max(values[k], 0.0), (k, float(values[k] > 0))) for k in a]
        z = [dot(row, h) for row in leaves["mlp_fc2"]]
        top = max(values[v] for v in z)
        total = sum(math.exp(values[v] - top) for v in z)
        slopes = [(v, math.exp(values[v] - top) / total) for v in z]
        losses.append(node(top + math.log(total) - values[z[target]], *slopes, (z[target], -1.0)))
    out = node(sum(values[k] for k in losses) / n, *((k, 1 / n) for k in losses))
    slope = [0.0] * len(tape)
    slope[out] = 1.0
    for parents, k in reversed(tape):
        for parent, along in parents:
            slope[parent] += slope[k] * along
    return values[out], [slope[k] for matrix in leaves.values() for row in matrix for k in row]
