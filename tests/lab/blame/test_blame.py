"""`grader blame`: the place it names, several pieces at once, pieces that crash or are not written, what it prints."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from grader import paths
from grader.cli.commands.blame import blame_
from grader.course import registry
from grader.errors import BadInput
from grader.judge import alternatives
from grader.judge.sample import Sample
from grader.judge.submission import load_local
from grader.lab.blame import model_pieces, whole_models
from grader.lab.blame.find_blame import find_blame
from grader.paths import COURSE, SOLUTIONS, workspace
from grader.runner.source import Source
from reference import oracles
from tests.lab.blame.test_every_mistake import planted


@pytest.fixture
def student(tmp_path, monkeypatch):
    """A student's folder with the solutions in it; call it with (exercise, old, new) to change a line."""
    shutil.copytree(SOLUTIONS, tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    workspace.cache_clear()

    def change(name, old, new):
        path = tmp_path / "exercises" / registry.part_of(name) / f"{name}.py"
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))
        return path

    yield change
    workspace.cache_clear()


def stub(path):
    """Put the stub in the place of a solved exercise."""
    shutil.copy(COURSE / "exercises" / path.parent.name / path.name, path)


@pytest.mark.parametrize("tried", whole_models.MODELS, ids=lambda tried: tried.label)
def test_the_truth_is_the_references(tried):
    truth = whole_models.expected(tried)
    function = oracles.forward("part06_attention", "gpt2_loss")
    inputs = whole_models.inputs(tried)
    gradients = oracles.complex_step(function, inputs, list(truth.gradients), whole_models.UPSTREAM)
    loss = np.asarray(function(*inputs.values()))
    by_reference = Sample(inputs, whole_models.UPSTREAM, {"output": loss}, gradients)
    assert not list(whole_models.compare_samples(by_reference, truth, tried.rtol / 100))


@pytest.mark.parametrize("name", sorted(model_pieces.reference_pieces()))
def test_no_right_answer_is_blamed(name):
    exercise = registry.entry(name)
    others = alternatives.names(exercise)
    assert others
    for other in others:
        submission = load_local(exercise, alternatives.tree(exercise, other))
        whole = load_local(whole_models.whole_model(), submission.runner.tree)
        assert not [fault for tried in whole_models.MODELS for fault in whole_models.compare_model(whole, tried)], other


@pytest.mark.parametrize(
    ("name", "mistake", "phrase"),
    [
        ("attention_scores", "dK-not-transposed", "block 2, attention_scores, backward, dK"),
        ("attention_output", "V-not-transposed", "block 1, attention_output, backward, dP"),
        ("layer_norm", "missing-mean-term", "layer_norm (lnf), backward, dx"),
        ("layer_norm", "unbiased-variance", "block 0, layer_norm (ln1), forward"),
        ("linear", "bias-mean-over-rows", "block 2, linear (W2), backward, db"),
        ("matmul", "missing-transpose-W", "block 2, matmul (W_proj), backward, dx"),
        ("multi_head_attention", "mean-of-b-proj", "block 2, multi_head_attention, backward, db_proj"),
        ("split_heads", "interleaved-heads", "block 0, split_heads (Q), forward"),
        ("gpt2_loss", "tied-head-alone", "gpt2_loss, backward, dW_e"),
        ("embedding", "fancy-index-add", "embedding, backward, dW_e"),
    ],
)
def test_the_place_and_the_mistake_are_named(name, mistake, phrase):
    (guilty,) = planted((name, mistake)).guilty
    assert guilty.phrase == phrase
    assert guilty.message.startswith(phrase) and "wanted" in guilty.message
    assert guilty.diagnosis.mistake == mistake


def test_two_wrong_pieces_are_both_named():
    found = planted(("attention_scores", "scale-missing-in-dK"), ("layer_norm", "gamma-forgotten"))
    assert [each.piece for each in found.guilty] == ["layer_norm", "attention_scores"]
    assert [each.diagnosis.mistake for each in found.guilty] == ["gamma-forgotten", "scale-missing-in-dK"]


def test_three_wrong_pieces_one_inside_the_other():
    wrong = (("softmax", "no-shift"), ("transformer_block", "attention-gets-dY"), ("matmul", "mean-over-rows"))
    assert [each.piece for each in planted(*wrong, diagnosed=False).guilty] == [
        "matmul",
        "softmax",
        "transformer_block",
    ]


def blamed(name, text):
    source = Source(SOLUTIONS / registry.part_of(name) / f"{name}.py", text)
    return find_blame(model_pieces.resolve_model_pieces(SOLUTIONS, {registry.key(name): source}, borrow=False))


SHARED = """
import numpy as np
kept = {}

def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    kept["p"] = p = e / e.sum(axis=-1, keepdims=True)
    def backward(dp):
        p = kept["p"]
        return {"x": p * (dp - (dp * p).sum(axis=-1, keepdims=True))}
    return p, backward
"""


def test_what_one_call_spoils_of_another_is_found():
    (guilty,) = blamed("softmax", SHARED).guilty
    assert guilty.piece == "softmax" and guilty.faulty_call.interleaved
    assert "Each call is right by itself" in guilty.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Y = gamma * x_hat + beta", "Y = gamma * x_hatt + beta", "NameError"),
        ('"gamma": dgamma, ', "", "has no key 'gamma'"),
        ("return Y, backward", "return Y", "return (output, backward)"),
        ('"beta": dbeta', '"beta": rows', "the gradient of beta has shape"),
        ("centred = x - mean", "centred = x - mean; x += centred", "the forward changes its input"),
    ],
)
def test_a_piece_that_crashes_is_named_in_words(old, new, message):
    text = (SOLUTIONS / "part05_normalization" / "layer_norm.py").read_text()
    (guilty,) = blamed("layer_norm", text.replace(old, new)).guilty
    assert guilty.piece == "layer_norm" and message in guilty.message
    assert "Traceback" not in guilty.message


def test_a_piece_that_never_ends_is_named(monkeypatch):
    monkeypatch.setattr(model_pieces, "SECONDS", 0.5)
    monkeypatch.setattr(model_pieces, "SECONDS_WHEN_SLOW", 0.5)
    (guilty,) = blamed("gelu_tanh", "def gelu_tanh(x):\n    while True:\n        pass\n").guilty
    assert guilty.piece == "gelu_tanh" and "does not finish within 0.5 s" in guilty.message


def test_a_right_model_is_not_blamed(student, capsys):
    assert blame_() == 0
    assert "Nothing to blame: 3 whole models, made of 18 pieces of yours" in capsys.readouterr().out


def test_a_wrong_piece_is_shown_with_its_file(student, capsys):
    student("attention_scores", "dK = dscores.swapaxes(-1, -2) @ q", "dK = dscores @ q")
    assert blame_() == 1
    shown = capsys.readouterr().out
    assert "30 of its 40 gradients" in shown and "exercises/part06_attention/attention_scores.py" in shown
    assert "block 2, attention_scores, backward, dK[" in shown and "dK-not-transposed: " in shown
    assert "in its place, and nothing else changed, the model is right" in shown


def test_pieces_not_written_are_named_or_borrowed(student, capsys):
    path = student("softmax", "p * (dp - mean)", "p * dp")
    for name in ("gelu_tanh", "gelu", "multi_head_attention"):
        stub(path.parent.parent / registry.part_of(name) / f"{name}.py")
    with pytest.raises(BadInput, match=r"2 of the 18 pieces .*: gelu_tanh, multi_head_attention"):
        blame_()
    capsys.readouterr()
    assert blame_(borrow=True, json=True) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["borrowed"] == ["gelu_tanh", "multi_head_attention"]
    assert [each["piece"] for each in told["guilty"]] == ["softmax"] and told["guilty"][0]["block"] == 2
    assert told["guilty"][0]["diagnosis"]["mistake"] == "row-sum-missing" and len(told["guilty"][0]["index"]) == 4


def test_a_file_may_be_tried_in_a_pieces_place(student, tmp_path, capsys):
    text = (SOLUTIONS / "part05_normalization" / "lm_head.py").read_text()
    (tmp_path / "other.py").write_text(text.replace("dh = dlogits @ W_e", "dh = 2 * dlogits @ W_e"))
    assert blame_(file=(f"lm_head={tmp_path / 'other.py'}",)) == 1
    assert "lm_head, backward, dh[" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("softmax", "takes NAME=PATH"),
        ("softmacks=a.py", "no exercise 'softmacks'"),
        ("softmax=a.py", "does not exist"),
    ],
)
def test_what_file_cannot_be_is_said_in_words(student, file, message):
    with pytest.raises(BadInput, match=message):
        blame_(file=(file,))


def test_without_solutions_it_says_so(student, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "SOLUTIONS", tmp_path / "nowhere")
    whole_models.expected.cache_clear()
    with pytest.raises(BadInput, match="no solutions/"):
        blame_()


def test_the_command_itself(student):
    student("layer_norm", "dx = inverse_sigma * (", "dx = (")
    done = subprocess.run([sys.executable, "-m", "grader", "blame"], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "layer_norm (lnf), backward, dx[" in done.stdout and not done.stderr
