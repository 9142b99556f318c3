"""The whole comparison of two answers to one exercise: figures, remarks, and the chapter's sections behind them."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.course.chapters import section_link
from grader.course.spec import Case
from grader.judge.evaluation import Evaluation
from grader.lab.quality.measure import Measured, largest_case, measure_both
from grader.lab.quality.remarks import Remark, remarks
from reference.naming import flatten

READ = {
    "jacobian": section_link("part01_calculus", "7-vector-jacobian-products"),
    "python-loop": section_link("part15_speed", "loops-and-copies"),
    "copy": section_link("part15_speed", "loops-and-copies"),
    "temporaries": section_link("part15_speed", "gelu_in_chunks"),
    "power": section_link("part15_speed", "gelu_in_chunks"),
    "float32-lost": section_link("part15_speed", "gelu_in_chunks"),
}
"""The chapter's section behind each kind of remark; praise has none."""


def entries_of(evaluation: Evaluation, case: Case) -> int:
    """Return how many entries the largest of inputs and output has."""
    inputs = dict(flatten(evaluation.fresh_inputs(case)))
    return max(np.size(v) for v in [*inputs.values(), evaluation.instance(case).upstream])


def quality_report(mine: Evaluation, solution: Evaluation) -> dict[str, Any]:
    """Measure an op beside the solution; return the case, the figures of both, and the remarks, as plain values."""
    case = largest_case(solution)
    both = measure_both(mine, solution, case)
    entries = entries_of(solution, case)
    found = remarks(*both, entries)
    figures = {name: _figures(m, entries) for name, m in zip(("yours", "solution"), both, strict=True)}
    return {"case": case.label, **figures, "remarks": [_plain(remark) for remark in found]}


def _figures(measured: Measured, entries: int) -> dict[str, Any]:
    """Bytes, counts and seconds of one op; None for what could not be measured."""
    trace = measured.trace
    return {
        "seconds": measured.seconds,
        "peak_bytes": measured.peak,
        "new_arrays": trace and trace.temporaries(max(1, entries // 2)),
        "bytes_moved": trace and trace.moved,
        "array_calls": trace and len(trace.calls),
        "all_calls_seen": bool(trace and trace.complete),
        "keeps_float32": measured.keeps_float32,
    }


def _plain(remark: Remark) -> dict[str, Any]:
    read = READ.get(remark.kind, "")
    return {"kind": remark.kind, "group": str(remark.group), "line": remark.line, "text": remark.text, "read": read}
