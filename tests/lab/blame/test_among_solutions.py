"""`grader blame --solutions`: given files are tried among the solutions' pieces."""

import json

import pytest

from grader.cli.commands.blame import blame_
from grader.cli.terminal import relative_path
from grader.course import registry
from grader.errors import BadInput
from grader.paths import COURSE, SOLUTIONS


@pytest.fixture
def wrong_gelu(tmp_path):
    """A gelu_tanh whose cubic term lacks its factor of 3."""
    mistake = next(m for m in registry.entry("gelu_tanh").mistakes if m.line)
    text = (SOLUTIONS / "part03_linear_algebra" / "gelu_tanh.py").read_text()
    assert text.count(mistake.line) == 1
    file = tmp_path / "mine.py"
    file.write_text(text.replace(mistake.line, mistake.instead))
    return file


def test_a_file_is_tried_among_the_solutions(wrong_gelu, capsys):
    assert blame_(file=(f"gelu_tanh={wrong_gelu}",), solutions=True, json=True) == 1
    result = json.loads(capsys.readouterr().out)
    assert [each["piece"] for each in result["guilty"]] == ["gelu_tanh"]
    assert result["pieces"] == ["gelu_tanh"] and "matmul" in result["borrowed"]


def test_what_is_next_names_the_file(wrong_gelu, capsys):
    assert blame_(file=(f"gelu_tanh={wrong_gelu}",), solutions=True) == 1
    assert f"grader check gelu_tanh --file {relative_path(wrong_gelu)}" in capsys.readouterr().out


def test_a_right_file_is_not_blamed(capsys):
    right = SOLUTIONS / "part03_linear_algebra" / "gelu_tanh.py"
    assert blame_(file=(f"gelu_tanh={right}",), solutions=True) == 0
    assert "made of 1 piece of yours, equal the reference" in capsys.readouterr().out


@pytest.mark.parametrize(
    "files", [(), (f"AdamW={SOLUTIONS}/part11_optimizer/AdamW.py",)], ids=["none", "no piece of it"]
)
def test_the_solutions_alone_have_nothing_to_blame(files):
    with pytest.raises(BadInput, match="made of them alone no model differs"):
        blame_(file=files, solutions=True)


def test_a_stub_has_nothing_to_blame():
    stub = COURSE / "exercises" / "part03_linear_algebra" / "gelu_tanh.py"
    with pytest.raises(BadInput, match="Not written yet: gelu_tanh"):
        blame_(file=(f"gelu_tanh={stub}",), solutions=True)
