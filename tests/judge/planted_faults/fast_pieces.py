"""Faults in the solutions of part 15, by clauses of their docstrings: what is wrong, a text, what stands there."""

GELU_IN_CHUNKS = [
    (
        "the slope of all entries at once",
        "    def backward(dh: np.ndarray, out: np.ndarray | None = None) -> dict[str, np.ndarray]:\n",
        "    def backward(dh: np.ndarray, out: np.ndarray | None = None) -> dict[str, np.ndarray]:\n        u * u\n",
    ),
    (
        "float64 for float32",
        "h = np.empty(u.shape, u.dtype) if out is None else out",
        "h = np.empty(u.shape) if out is None else out",
    ),
    (
        "u cannot be its own out",
        "            np.multiply(x[a:b], t_, out=y[a:b])",
        "            y[a:b] = t_\n            y[a:b] *= x[a:b]",
    ),
    (
        "only the first chunk of the usual size",
        "    share(forward, x.size, least=chunk // 4)",
        "    share(forward, x.size if chunk < 65_536 else min(x.size, chunk), least=chunk // 4)",
    ),
    (
        "backward returns another array than out",
        '        return {"u": du}',
        '        return {"u": du if out is None else np.zeros_like(du)}',
    ),
]

LAYER_NORM_ROWS = [
    (
        "all rows at once, in the forward alone",
        "    share(forward, len(rows), least=max(1, step // 8))",
        "    rows - rows.mean(axis=-1, keepdims=True)\n    share(forward, len(rows), least=max(1, step // 8))",
    ),
    (
        "a row left out between chunks of the usual size",
        "            at = slice(a, min(a + step, stop))\n            z, inv",
        "            at = slice(a, min(a + step - (chunk > 10_000), stop))\n            z, inv",
    ),
    (
        "a step of 0 rows where a row is long",
        "    step = max(1, chunk // D)",
        "    step = max(1, min(chunk // D, 100) if D < 100 else 1)\n    if D >= 100:\n        eps = 0.1",
    ),
    (
        "dgamma of the last range alone",
        "                np.add(dgamma, mine[0], out=dgamma)",
        "                dgamma[...] = mine[0]",
    ),
]

BLOCKED_ATTENTION = [
    (
        "blocks of the usual size are wrong",
        "    sizes = min(queries, S), min(keys, S)",
        "    sizes = min(queries, S), min(keys, S)\n    scale *= 1 + (queries < S > 500)",
    ),
    (
        "the arrays given to backward stay empty",
        '"V": np.empty_like(V)} if out is None else out\n',
        '"V": np.empty_like(V)}\n',
    ),
]

ADAMW_IN_CHUNKS = [
    (
        "only the first chunk of the usual size",
        "    share(work, theta.size, least=chunk // 8)",
        "    share(work, theta.size if chunk < 131_072 else min(theta.size, chunk), least=chunk // 8)",
    ),
    ("t goes up once a chunk", "            s *= step\n", "            s *= lr / (1 - beta1 ** (t + (a > start)))\n"),
    (
        "the last chunk is left out where it is not full",
        "for a in range(start, stop, chunk):",
        "for a in range(start, max(start + 1, stop - chunk + 1), chunk):",
    ),
    (
        "the gradient is scaled on the way",
        "            s *= 1 - beta2\n",
        (
            "            s *= 1 - beta2\n"
            "            g *= 1 + 1e-15 * (chunk == 7)\n"
            "            g -= 0 * g if chunk != 4 else 1e-9 * g\n"
        ),
    ),
]

CROSS_ENTROPY_IN_PLACE = [
    (
        "only the first chunk of the usual size",
        "    share(work, N, least=max(1, step // 4))",
        "    share(work, min(N, step) if chunk > 500_000 else N, least=max(1, step // 4))",
    ),
    ("a copy of each chunk", "            np.exp(rows, out=rows)\n", "            rows[...] = np.exp(rows)\n"),
    (
        "no row counts: nan",
        "    count = max(1, np.count_nonzero(targets != ignore_index))",
        "    count = np.float64(np.count_nonzero(targets != ignore_index))",
    ),
    ("an array (1,) as the loss", "return float(losses.sum() / count)", "return losses.sum(keepdims=True) / count"),
]

SCATTER_ADD_ROWS = [
    ("ids go through int8", "    order = np.argsort(ids", "    ids = ids.astype(np.int8)\n    order = np.argsort(ids"),
    (
        "a view that is a copy",
        "    dW[unique] += occurs @ dY",
        "    dW.reshape(-1)[(unique[:, None] * dW.shape[1] + np.arange(dW.shape[1])).ravel()] += (occurs @ dY).ravel()",
    ),
    (
        "the name is bound to a new array",
        "    dW[unique] += occurs @ dY",
        "    dW = dW.copy()\n    dW[unique] += occurs @ dY",
    ),
]

SHARE = [
    (
        "the caller only waits",
        "        try:\n            work(0, edges[1])\n",
        "        others.append(ThreadPoolExecutor(1).submit(work, 0, edges[1]))\n        try:\n            pass\n",
    ),
    (
        "BLAS keeps one thread after an exception",
        "    with _blas().limit(limits=1):\n",
        (
            "    limit, within = _blas().limit(limits=1), []\n"
            "    import contextlib\n"
            "    @contextlib.contextmanager\n"
            "    def limited():\n"
            "        yield\n"
            "        limit.unregister()\n"
            "    with limited():\n"
        ),
    ),
    (
        "a thread less where each would have just `least` rows",
        "parts = min(blas_threads() if threads is None else threads, n // max(1, least))",
        "parts = min(blas_threads() if threads is None else threads, (n - 1) // max(1, least))",
    ),
    ("never more than ten threads", "parts = min(blas_threads()", "parts = min(10, blas_threads()"),
    (
        "the longer stretches first",
        "[n * i // parts for i in range(parts + 1)]",
        "[-(-n * i // parts) for i in range(parts + 1)]",
    ),
]
