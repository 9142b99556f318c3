"""Gradescope's autograder: judges ROOT/submission, and writes ROOT/results/results.json; ROOT is /autograder there.

Where no sandbox can be had it writes nothing, so that Gradescope says that the autograder failed; unless the archive
was made with --unsandboxed, and then the results say first that they are no marks.
Its contract: gradescope-autograders.readthedocs.io, "Autograder Specifications".
"""

import json
import sys
from pathlib import Path

from judge_checkout import HERE, judge, share, take_exercises, worth

UNSANDBOXED = (HERE / "unsandboxed").exists()
SHOWN = 5
HOW = {
    True: "Feedback, not a mark: judged in the sandbox as for marks, on inputs that are no secret.",
    False: "Feedback, not a mark: no sandbox could be had here, so an answer could have faked its own verdict.",
}


def main(root: Path) -> int:
    """Judge, and write the results; 0 where that worked, whatever the scores are."""
    results = root / "results" / "results.json"
    results.unlink(missing_ok=True)
    take_exercises(root / "submission")
    verdicts, sandboxed = judge("--sandbox"), True
    if verdicts is None and UNSANDBOXED:
        verdicts, sandboxed = judge("--unsandboxed"), False
    if verdicts is None:
        print("Nothing was judged, which is no zero: see above why. An archive made with --unsandboxed judges without.")
        return 1
    title = json.loads(metadata.read_text()) if (metadata := root / "submission_metadata.json").is_file() else {}
    asked = worth(title.get("assignment", {}).get("title", ""))
    tests = [test(name, points, verdicts.get(name)) for name, points in asked.items()]
    fields = {
        "score": round(sum(each["score"] for each in tests), 2),
        "output": HOW[sandboxed],
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"sandboxed": sandboxed},
        "tests": tests,
    }
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
    return 0


def test(name: str, points: float, verdict: dict | None) -> dict:
    """Return one exercise as Gradescope has a test."""
    passed = bool(verdict and verdict["passed"])
    return {
        "name": name,
        "score": round(points * share(verdict), 2),
        "max_score": points,
        "status": "passed" if passed else "failed",
        "output": told(verdict),
    }


def told(verdict: dict | None) -> str:
    """Return what a student reads of an exercise: the diagnosis, and the first checks that failed."""
    if verdict is None:
        return "Not handed in, not written yet, or built on an exercise that does not pass."
    diagnosis = verdict.get("diagnosis") or {}
    failed = [f"{each['name']}: {each['message']}" for each in verdict["checks"] if not each["passed"]]
    more = [f"and {len(failed) - SHOWN} more"] * (len(failed) > SHOWN)
    return "\n".join(filter(None, [verdict.get("error"), diagnosis.get("text"), *failed[:SHOWN], *more]))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
