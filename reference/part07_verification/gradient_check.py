"""gradient_check: the verdict that a gradient checker should give on ops with known faults."""

from __future__ import annotations

import numpy as np

ALL, FIRST, LAST, NONE = slice(None), slice(0, 1), slice(-1, None), slice(0, 0)

WRONG_GRADIENTS = {
    "": NONE,
    "another order": NONE,
    "zeros": ALL,
    "upstream forgotten": ALL,
    "last entry": LAST,
    "middle entry": LAST,
    "errors that cancel": LAST,
    "last entry too small": LAST,
    "a quarter more": ALL,
    "a quarter less": ALL,
    "one percent more": ALL,
    "one percent less": ALL,
    "a ten-thousandth more": ALL,
    "three hundred-thousandths more": ALL,
    "five millionths more": ALL,
    "noise of both kinds": ALL,
    "too much for noise": ALL,
    "hundredths and a quarter": ALL,
    "wrong sign": ALL,
    "nan": LAST,
    "infinity": LAST,
    "first wrong": FIRST,
    "assigned": ALL,
    "claims": LAST,
    "a quarter more, the last left out": ALL,
    "last entry of the first, the last left out": ALL,
}
"""Each fault's wrong gradients, among the inputs in order; those of OTHER_SHAPE are wrong as well."""

OTHER_SHAPE = {
    *("transposed", "one axis more", "one axis less", "one axis more at the end", "one row", "one column", "in a row"),
    *("not spread", "left out", "a quarter more, the last left out", "last entry of the first, the last left out"),
}
"""The faults whose last gradient is missing or, where its input is not square, of another shape: (inf, inf)."""

ABSOLUTE = dict.fromkeys(("last entry", "errors that cancel", "last entry of the first, the last left out"), 0.25)
RELATIVE = {
    "a quarter more": 0.2,
    "a quarter less": 0.25,
    "a quarter more, the last left out": 0.2,
    "one percent more": 0.01 / 1.01,
    "one percent less": 0.01,
    "five millionths more": 5e-6,
    "noise of both kinds": 1e-6,
    "hundredths and a quarter": 0.2,
}
"""The largest errors of wrong gradients, where they do not depend on the upstream gradient."""


def forward(report, op, fault, inputs, wrt, options):
    """Return the row `report` of what a checker should say and do, an entry for each name in wrt.

    "verdict" has 1 for each name that should pass and 0 for others; all are -1 where wrt makes no sense. "max_abs" and
    "max_rel" are the fault's largest errors. The rows of promises kept are 1.
    """
    floats = [name for name, value in inputs.items() if np.asarray(value).dtype.kind == "f"]
    floats += ["b"] if op == "multiply" else []
    if not set(wrt) <= set(floats):
        return np.full(len(wrt), -1.0)
    if report in ("bools", "float64", "draws"):
        return np.ones(len(wrt))
    missing = floats[-1:] if fault in OTHER_SHAPE else []
    wrong = floats[WRONG_GRADIENTS.get(fault, NONE)]
    rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-7)
    small = ABSOLUTE.get(fault, 1.0) < atol
    verdicts = {name: small or RELATIVE.get(fault, 1.0) < rtol for name in wrong}
    if op == "cube" and "eps" in options:
        verdicts = dict.fromkeys(floats, False)  # the central difference itself is off by eps^2
    rows = {
        "verdict": {name: float(verdicts.get(name, True)) for name in floats} | dict.fromkeys(missing, 0.0),
        "max_abs": dict.fromkeys(wrong, ABSOLUTE.get(fault)) | dict.fromkeys(missing, np.inf),
        "max_rel": dict.fromkeys(floats, 0.0)
        | dict.fromkeys(wrong, 0.0 if small else RELATIVE.get(fault))
        | dict.fromkeys(missing, np.inf),
    }
    return np.array([rows[report][name] for name in wrt])


def torch_forward(report, op, fault, inputs, wrt, options):
    """The same, from gradients that PyTorch computes and `FAULTS` then spoils."""
    import torch

    from reference.part07_verification.torch_faults import FAULTS, OPS

    inputs = {k: v.double() if torch.is_tensor(v) and v.is_floating_point() else v for k, v in inputs.items()}
    inputs |= {"b": inputs["a"].clone()} if op == "multiply" else {}
    leaves = {k: v.requires_grad_() for k, v in inputs.items() if torch.is_tensor(v) and v.is_floating_point()}
    if any(name not in leaves for name in wrt):
        return torch.full((len(wrt),), -1.0, dtype=torch.float64)
    if report in ("bools", "float64", "draws"):
        return torch.ones(len(wrt), dtype=torch.float64)
    output = OPS[op](*inputs.values())
    u = torch.randn(output.shape, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    true = torch.autograd.grad(output, list(leaves.values()), u, retain_graph=True)
    if fault == "assigned":
        claimed = [torch.zeros_like(true[0]).index_put((inputs["ids"],), u)]
    elif fault == "upstream forgotten":
        claimed = torch.autograd.grad(output, list(leaves.values()), torch.ones_like(u))
    else:
        change, last = FAULTS[fault], len(true) - 1
        changes = [
            change.get("all") or change.get(i) or (change.get(-1) if i == last else None) for i in range(len(true))
        ]
        claimed = [f(g) if f else g for f, g in zip(changes, true, strict=True)]
    if "eps" in options and op != "matmul":  # elementwise ops; matmul is linear, so its difference is exact
        x, eps = inputs["x"].detach(), options["eps"]
        true = [u * (OPS[op](x + eps) - OPS[op](x - eps)) / (2 * eps)]
    rtol, atol = options.get("rtol", 1e-5), options.get("atol", 1e-7)
    reports = {k: _torch_compare(c, t, rtol, atol, report) for k, c, t in zip(leaves, claimed, true, strict=True)}
    return torch.tensor([reports[name] for name in wrt], dtype=torch.float64)


def _torch_compare(claimed, true, rtol, atol, report):
    """1 where all entries are within a tolerance, else 0; or the largest error."""
    import torch

    if claimed is None or claimed.shape != true.shape:
        return 0.0 if report == "verdict" else torch.inf
    error, larger = (claimed - true).abs(), torch.maximum(claimed.abs(), true.abs())
    if report == "verdict":
        return float(((error < atol) | (error < rtol * larger)).all())
    if report == "max_abs":
        return float(error.max())
    counted = error >= atol
    return float((error / larger)[counted].max()) if counted.any() else 0.0
