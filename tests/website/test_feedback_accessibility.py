"""axe-core finds nothing on the page that nbgrader returns to a student, nor on a training run's report."""

import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed: pip install -e '.[instructor]'")

from grader.lab.training.estimates import Estimate
from tests.instructor.nbgrader_plugin.conftest import (  # noqa: F401 (base and course are fixtures)
    PART,
    base,
    cell_of,
    course,
    hand_in,
    nbgrader,
    needs_a_sandbox,
    source_of,
)
from tests.lab.training.test_html_report import page_of
from tests.website.axe import violations

DERIVATION = """## Mine

$\\sum_i x_i$

| a | b |
|---|---|
| 1 | 2 |

<details>
<summary>Details</summary>

- more

</details>
"""


@pytest.mark.timeout(240)
def test_feedback(page, course):  # noqa: F811
    needs_a_sandbox()
    notebook = source_of(course)
    cell = cell_of(notebook, "embedding")
    cell["source"] = cell["source"].replace("np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")
    cell_of(notebook, "derivation")["source"] = DERIVATION
    hand_in(course, "ada", notebook)
    assert nbgrader(course, "autograde", PART) == 0 and nbgrader(course, "generate_feedback", PART) == 0
    path = course / "feedback" / "ada" / PART / f"{PART}.html"
    text = path.read_text(encoding="utf-8")
    assert "<summary>Details</summary>" in text and '<a href="#layer_norm-marks">layer_norm</a>' in text
    page.goto(path.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_training_report(page, tmp_path, scheme):
    page.emulate_media(color_scheme=scheme)
    page_of(tmp_path, estimates=[Estimate(0, 3.0, 3.1), Estimate(3, 1.4, 1.6)], sample="a sample\n" * 3)
    page.goto((tmp_path / "report.html").as_uri())
    assert violations(page) == []
