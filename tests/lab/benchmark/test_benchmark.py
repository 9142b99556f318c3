"""`grader benchmark`: both sides, the student's own evaluation, a run that was interrupted, and what is told."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.cli.commands.benchmark import benchmark_
from grader.errors import BadInput
from grader.lab.benchmark import measure, report, resume_record, scoring
from grader.lab.benchmark.checkpoint import BenchmarkModel, random
from grader.lab.benchmark.protocol import BenchmarkTask, Protocol, sorting_protocol
from grader.lab.model import resolve_pieces
from grader.lab.model.gpt2 import GPT2
from grader.lab.model.piece_set import PieceSource
from grader.lab.training.checkpoint_vocabulary import is_sorter
from grader.lab.training.vocabulary import Characters
from grader.lab.weights import formats
from grader.paths import COURSE, SOLUTIONS
from reference import evaluation, published
from reference.checkpoint_config import Config
from reference.evaluation import ScoredIds

SMALL = ("--checkpoint", "synthetic:tiny", "--tokens", 700, "--passages", 9)


def grader(*arguments, cwd, data=None):
    """Run the command where no hub can be reached."""
    env = {k: v for k, v in os.environ.items() if k != "GPT2_DATA" and not k.startswith("HF_")}
    env |= {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(cwd / "hf"), "PYTHONPATH": str(COURSE)}
    env |= {"GPT2_DATA": str(data)} if data else {}
    command = [sys.executable, "-m", "grader", "benchmark", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    (tmp_path / "exercises").mkdir()
    monkeypatch.setattr(resume_record, "workspace", lambda: tmp_path)
    return tmp_path


def figures(text):
    """Return the table's lines of figures: those that name no time, rate or memory."""
    lines = [line for line in text.splitlines() if line.startswith(("  WikiText", "  LAMBADA"))]
    return [line for line in lines if not any(word in line for word in ("seconds", "second"))]


@pytest.mark.timeout(120)
def test_another_gelu_and_stride_agree_with_pytorch(data, workspace):
    pytest.importorskip("torch", reason="PyTorch is the other side: pip install -e '.[oracle]'")
    few = ("--checkpoint", "synthetic:tiny", "--tokens", 300, "--passages", 3, "--stride", 64)
    done = grader("--solutions", *few, "--gelu", "erf", "--against", "torch", cwd=workspace, data=data)
    assert done.returncode == 0, done.stderr
    assert "the figures agree to every printed decimal" in done.stdout
    assert "erf GELU (--gelu)" in done.stdout
    tokens, perplexity = figures(done.stdout)[:2]
    assert "295" in tokens  # 300 less the first of each of 5 windows
    tanh = grader("--pieces", "solutions", *few, cwd=workspace, data=data)
    assert perplexity.split()[-1] not in figures(tanh.stdout)[1]


@pytest.mark.timeout(120)
def test_the_benchmark_agrees_with_pytorch(data, workspace):
    pytest.importorskip("torch", reason="PyTorch is the other side: pip install -e '.[oracle]'")
    out = workspace / "told"
    done = grader("--pieces", "solutions", *SMALL, "--against", "torch", "--out", out, cwd=workspace, data=data)
    assert done.returncode == 0, done.stderr
    assert "the figures agree to every printed decimal" in done.stdout
    rows = figures(done.stdout)
    assert len(rows) == 5 and all(line.split()[-1] == line.split()[-2] or "%" in line for line in rows)
    assert "699" in rows[0] and "seeded random numbers" in done.stdout and "tanh GELU" in done.stdout

    told = json.loads(out.with_suffix(".json").read_text())
    mine, torch = told["sides"]["solutions"], told["sides"]["PyTorch"]
    assert set(mine["wikitext"]) >= {"perplexity", "tokens", "seconds", "tokens_per_second", "peak_bytes"}
    for task in ("wikitext", "lambada"):
        assert mine[task]["perplexity"] == pytest.approx(torch[task]["perplexity"], rel=1e-10)
        assert mine[task]["accuracy"] == torch[task]["accuracy"] and mine[task]["peak_bytes"] > 1e7
    assert "| WikiText-103, perplexity (exact) |" in out.with_suffix(".md").read_text()
    assert not list((workspace / ".grader" / "benchmark").iterdir()), "a whole run leaves nothing to resume"


@pytest.mark.timeout(120)
def test_a_run_on_the_students_own_pieces_and_evaluation(data, workspace):
    shutil.rmtree(workspace / "exercises")
    shutil.copytree(SOLUTIONS, workspace / "exercises")
    lambada = workspace / "exercises" / "part13_evaluation" / "lambada.py"
    lambada.write_text(lambada.read_text().replace("nll.sum()", "nll.mean()"))
    found = grader("--pieces", "solutions", *SMALL, cwd=workspace, data=data)
    mine = grader(*SMALL, cwd=workspace, data=data)
    assert mine.returncode == 0, mine.stderr
    assert "evaluated by your per_token_cross_entropy, strided_perplexity (not passed: lambada)" in mine.stdout
    assert [line.split()[-1] for line in figures(mine.stdout)] == [line.split()[-1] for line in figures(found.stdout)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"checkpoint": "nowhere"}, "nowhere does not exist"),
        ({"checkpoint": "synthetic:9B"}, "there are synthetic:124M, synthetic:355M"),
        ({"checkpoint": None}, "`grader weights` fetches"),
        ({"stride": 0}, "--stride 0 does not fit a context of 64"),
        ({"stride": 65}, "--stride 65 does not fit"),
        ({"stride": 32, "protocol": "lm-eval"}, "--stride says nothing of lm-eval"),
        ({"passages": 3, "protocol": "hub-mean"}, "--passages says nothing of hub-mean"),
        ({"tokens": 1}, "--tokens 1 is too few"),
        ({"subset": True, "full": True}, "exclude each other"),
        ({"data": Path("nowhere")}, "wiki.test.raw does not exist. By hand"),
        ({"out": Path("told.txt")}, "ends in .json or .md"),
        ({"out": Path(__file__, "told")}, "nothing can be written in"),
        ({"pieces": "mine"}, "pieces have not passed"),
    ],
)
def test_bad_input_is_said_in_words(options, said, workspace, monkeypatch):
    monkeypatch.delenv("GPT2_DATA", raising=False)
    monkeypatch.setattr("grader.cli.commands.benchmark.exercises", lambda: workspace / "exercises")
    monkeypatch.setattr("grader.lab.weights.store.workspace", lambda: workspace)
    monkeypatch.setattr("grader.lab.weights.store.cached", lambda wanted: None)
    with pytest.raises(BadInput) as refused:
        benchmark_(**{"checkpoint": "synthetic:tiny", "pieces": "solutions"} | options)
    assert said in str(refused.value)


def test_without_data_and_network_it_says_how_to_bring_them(workspace):
    pytest.importorskip("huggingface_hub", reason="the client is not installed: pip install -e '.[weights]'")
    done = grader("--pieces", "solutions", *SMALL, cwd=workspace)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "wikitext-2-raw-v1.zip (5 MB" in done.stderr and "--data FOLDER" in done.stderr


def small_model(published_=False):
    config = Config(n_layer=2, n_head=2, n_embd=8, vocab_size=11, n_positions=12)
    checkpoint = random(config)
    return BenchmarkModel("small", checkpoint, "0" * 64, published_, sum(a.size for a in checkpoint.params.values()))


def small_protocol(model):
    """Return tasks whose units a small model's own choices are among, so that some are told right."""
    reader = GPT2(resolve_pieces.solution_pieces(), small_model().checkpoint)
    rng = np.random.default_rng(0)
    ids = rng.integers(11, size=120)
    units = [ScoredIds(rng.integers(11, size=int(n)), 1) for n in rng.integers(4, 12, size=30)]
    for unit in units[::2]:
        unit.ids[-1] = reader.logits(unit.ids[None, :-1])[0, -1].argmax()
    tasks = [
        BenchmarkTask("wikitext", evaluation.windows(ids, 12, 6), evaluation.per_token, ids=ids),
        BenchmarkTask("lambada", units, evaluation.per_unit, texts=[" ".join(map(str, unit.ids)) for unit in units]),
    ]
    return Protocol("small", 12, 6, tasks)


class Interrupted(Exception):
    pass


def interrupted(monkeypatch, after):
    """Let the record fail after so many answers, as a Ctrl-C would."""
    append, left = resume_record.ResumeRecord.append, [after]

    def cut(self, answer):
        if not left[0]:
            raise Interrupted
        left[0] -= 1
        append(self, answer)

    monkeypatch.setattr(resume_record.ResumeRecord, "append", cut)


@pytest.mark.parametrize("students", [False, True], ids=["the protocol", "the student's evaluation"])
def test_an_interrupted_run_goes_on_to_the_same_figures(students, workspace, monkeypatch):
    asked = small_protocol(small_model())
    functions = {}
    if students:
        monkeypatch.setattr(measure, "gpt2", Spaced)
        monkeypatch.setattr(resolve_pieces, "Ladder", AllPassed)
        pieces = resolve_pieces.resolve_pieces(SOLUTIONS, measure.EVALUATION, source=PieceSource.STUDENT)
        functions = {name: getattr(pieces, name) for name in measure.EVALUATION}
    side, read = measure.MeasuredSide("solutions", ()), []

    def measured_again():
        reader = GPT2(resolve_pieces.solution_pieces(), (model := small_model()).checkpoint)
        block = reader.block
        reader.block = lambda *a: read.append(a[1].shape) or block(*a)
        return measure.measure_numpy(model, reader, side, asked, functions, lambda *progress: None)

    monkeypatch.setattr(scoring, "BATCH", 40)
    whole = measured_again()
    for measured in whole:
        measured.record.delete()
    assert whole[1].score.accuracy >= 0.5 and whole[0].score.tokens == 119
    everything = len(read)

    with monkeypatch.context() as patch:
        interrupted(patch, after=9)
        with pytest.raises(Interrupted):
            measured_again()
    path = max((workspace / ".grader" / "benchmark").iterdir(), key=lambda p: p.stat().st_mtime_ns)
    with path.open("a") as file:
        file.write('{"scores": {"3": {"nll"')  # a line that was cut off
    read.clear()
    again = measured_again()
    assert 0 < len(read) < everything
    assert sum(measured.record.resumed for measured in again) > 0
    for one, other in zip(whole, again, strict=True):
        assert one.score.perplexity == pytest.approx(other.score.perplexity, rel=1e-12)
        assert (one.score.accuracy, one.score.tokens) == (other.score.accuracy, other.score.tokens)


class Spaced:
    """Stands for the tokenizer: every word is a number, and a token."""

    def encode_ordinary(self, text):
        return [int(word) for word in text.split()]


class AllPassed:
    def __init__(self, root):
        self.state = "passed"

    def standing(self, name):
        return self


def test_other_weights_or_another_protocol_do_not_resume(workspace):
    asked = small_protocol(small_model())
    key = measure.protocol_key(small_model(), asked)
    other = Protocol("small", 12, 6, asked.tasks[:1])
    paths = {
        resume_record.ResumeRecord(*k, "solutions", "wikitext").path
        for k in (key, measure.protocol_key(small_model(), other))
    }
    paths |= {
        resume_record.ResumeRecord(*key, "PyTorch", "wikitext").path,
        resume_record.ResumeRecord("1" * 64, *key[1:]).path,
    }
    assert len(paths) == 4


def test_the_trained_sorter_sorts_all_729_in_the_benchmark(data, workspace):
    checkpoint = formats.read(data / "nano-sort")
    model = BenchmarkModel("nano-sort", checkpoint, "", False, sum(a.size for a in checkpoint.params.values()))
    asked = sorting_protocol(checkpoint.config)
    reader, side = GPT2(resolve_pieces.solution_pieces(), checkpoint), measure.MeasuredSide("solutions", ())
    (found,) = measure.measure_numpy(model, reader, side, asked, {}, lambda *progress: None)
    assert found.score.accuracy == 1.0 and found.score.units == 729 and found.score.perplexity < 1.01
    told = report.Report(model, asked, "", {"solutions": [found]})
    assert any(row.label == "inputs sorted" and row.values == ("729 of 729",) for row in told.figures())


@pytest.mark.parametrize(
    "damage", ['{"a": 1}\n', "[]\n", "\0\n", '{"scores": {"1": {"nll": 3}}, "seconds": 1, "peak": 1}\n']
)
def test_a_record_that_is_damaged_is_begun_anew(damage, workspace):
    known = resume_record.ResumeRecord("a run")
    known.append(scoring.UnitScores({0: evaluation.TokenScores([1.0], [True])}, 1.0, 10))
    assert resume_record.ResumeRecord("a run").resumed == 1
    with known.path.open("a") as file:
        file.write(damage)
    again = resume_record.ResumeRecord("a run")
    assert (again.resumed, again.seconds, known.path.read_text()) == (0, 0.0, "")


def test_few_symbols_alone_do_not_make_a_sorter(tmp_path):
    nano = Config(n_layer=3, n_head=3, n_embd=48, vocab_size=3, n_positions=11)
    assert is_sorter(tmp_path, nano)
    assert not is_sorter(tmp_path, replace(nano, vocab_size=10, n_positions=63)), "of 10**32 inputs"
    Characters("abc").save(tmp_path)
    assert not is_sorter(tmp_path, nano)


def test_a_report_puts_aside_what_stood_there(tmp_path):
    model, out = small_model(), tmp_path / "notes"
    out.with_suffix(".md").write_text("my own notes")
    report.write(report.Report(model, small_protocol(model), "", {}), out)
    assert (tmp_path / "notes.md.1").read_text() == "my own notes" and out.with_suffix(".json").is_file()


def test_published_figures_stand_beside_ours_with_the_difference():
    asked = Protocol("subset", 1024, 512, small_protocol(small_model()).tasks, published.SUBSET)
    scores = [evaluation.EvaluationScore(26.61, 0, 17_999, 35), evaluation.EvaluationScore(21.5, 0.4, 177, 150)]

    measured = zip(("wikitext", "lambada"), scores, strict=True)
    sides = {"yours": [measure.Measurement(*each, 17_999, 2.0, 10**9, None, "the protocol") for each in measured]}
    told = report.Report(small_model(published_=True), asked, "your pieces", sides)
    table = "\n".join(report.columns(*report.table(told.rows(), ["yours"], True)))
    for label, *cells in (
        ("WikiText-103, perplexity", "26.61", "26.57", "+0.04"),
        ("LAMBADA, perplexity", "21.50", "21.67", "-0.17"),
        ("LAMBADA, accuracy", "40.00 %", "38.00 %", "+2.00"),
    ):
        line = next(line for line in table.splitlines() if label in line)
        assert all(cell in line for cell in cells), line
    assert "sha256 verified" in "\n".join(told.head) and "9,000" in table and "1,000" in table
