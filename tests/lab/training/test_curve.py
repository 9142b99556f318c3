"""The curve of a run: kept, read again up to a step, and drawn where matplotlib is."""

import sys

import pytest

from grader.lab.training import curve


def test_a_curve_is_drawn_only_with_matplotlib(tmp_path, monkeypatch):
    drawn = curve.Curve([(i, 2.0 / (i + 1), None if i == 3 else 1.0, 1e-3) for i in range(200)])
    drawn.save(tmp_path)
    assert curve.load(tmp_path, before=100).rows == drawn.rows[:100]
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert not curve.draw(drawn, tmp_path / "curve.png", "a test", 3)
    monkeypatch.undo()
    pytest.importorskip("matplotlib")
    assert curve.draw(drawn, tmp_path / "curve.png", "a test", 3, 0.5)
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
