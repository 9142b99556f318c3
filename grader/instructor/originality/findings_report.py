"""What is near-identical in a class, as a page and as JSON: for the instructor alone."""

from __future__ import annotations

import json

from grader.instructor.originality.class_findings import CANNOT_TELL, Findings
from grader.instructor.originality.likeness import Likeness
from grader.instructor.reports.pages import render


def kind(likeness: Likeness) -> str:
    """Return how alike two answers are, in a word or two."""
    if likeness.same_text:
        return "the same text"
    return "the same but for names, layout and order" if likeness.identical else f"{likeness.share:.0%} of what is rare"


def as_html(findings: Findings) -> str:
    """Return the page: self-contained, with both texts of every finding."""
    texts = {(name, each.student): each.text for name, found in findings.answers.items() for each in found}
    return render(
        "originality.html.j2",
        title="What answers share",
        findings=findings,
        cannot_tell=CANNOT_TELL,
        kind=kind,
        text_of=lambda name, student: texts.get((name, student), "handed in before"),
    )


def as_json(findings: Findings) -> str:
    """Return the findings as a JSON object."""
    pairs = [
        {
            "students": [*pair.students],
            "bits": round(pair.bits, 1),
            "exercises": [
                {
                    "exercise": each.exercise,
                    "share": round(each.share, 3),
                    "bits": round(each.bits, 1),
                    "identical": each.identical,
                    "same_text": each.same_text,
                    "mistake": each.mistake,
                }
                for each in pair.found
            ],
            "before": [*pair.before],
        }
        for pair in findings.pairs
    ]
    told = {
        "students": findings.students,
        "pairs": pairs,
        "notes": findings.notes,
        "rarity": findings.rarity,
        "cannot_tell": CANNOT_TELL,
    }
    return json.dumps(told, indent=1)
