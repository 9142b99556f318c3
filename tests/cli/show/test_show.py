"""`grader show`: the right array is chosen, the worst slice first, and what is drawn or written can be read back."""

import base64
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from grader.cli.show import terminal_text
from grader.cli.show.colour_map import BLUE, NOT_FINITE, RED, WHITE, downsample, to_rgb
from grader.cli.show.html_page import render_page
from grader.cli.show.picture import Picture, Slice
from grader.cli.show.raster import render_pixels
from grader.cli.show.select_array import select_picture
from grader.course.registry import entry
from grader.errors import BadInput
from grader.judge.evaluation import Evaluation
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.cli.show.png_reader import read_png

RNG = np.random.default_rng(0)


def evaluation(name, old="", new=""):
    """Return the judging of a solution with one line changed."""
    exercise = entry(name)
    text = (SOLUTIONS / exercise.part / f"{name}.py").read_text()
    assert old in text
    source = Source(SOLUTIONS / "answer.py", text.replace(old, new) if old else text)
    return Evaluation(exercise, load_local(exercise, Tree(SOLUTIONS, {f"{exercise.part}.{name}": source})))


EMBEDDING = ("embedding", "np.add.at(dW_e, ids, dY)", "dW_e[ids] += dY")


def test_wrong_gradient_is_chosen_and_repeated_ids_are_marked():
    picture = select_picture(evaluation(*EMBEDDING), None, None)
    assert picture.label == "gradient W_e" and picture.wrong == 1
    part = picture.slices[0]
    off = set(np.flatnonzero(np.abs(part.difference).max(axis=1) > 1e-9).tolist())
    assert off == set(part.repeated_rows) and min(part.repeated_rows.values()) > 1


def test_worst_slice_comes_first():
    picture = select_picture(evaluation("attention_scores", "dQ = dscores @ K * scale", "dQ = dscores @ K"), None, None)
    worst = [float(np.abs(part.difference).max()) for part in picture.slices]
    assert picture.label == "gradient Q" and len(worst) == 6
    assert worst == sorted(worst, reverse=True) and worst[0] > worst[-1]


def test_right_answer_shows_no_difference():
    picture = select_picture(evaluation("matmul"), None, None)
    assert picture.wrong == 0 and "Nothing differs here." in picture.notes
    _, difference, full = picture.slices[0].panels[2]
    assert (to_rgb(difference, full) == WHITE).all(), "rounding is not coloured"


def test_mistake_in_large_numbers_alone_is_found():
    picture = select_picture(evaluation("softmax", "np.exp(x - shift)", "np.exp(x)"), None, None)
    assert picture.case == "large logits" and picture.wrong and "Magenta: not a finite number." in picture.notes


@pytest.mark.parametrize("of", ["b", "gradient b", "output"])
def test_array_can_be_chosen(of):
    assert select_picture(evaluation("linear"), of, "three axes").label in (of, f"gradient {of}")


@pytest.mark.parametrize(
    "name, of, case, words",
    [
        ("linear", "q", None, "has no array 'q'. It has output, x, W, b"),
        ("linear", None, "q", "has no case 'q'. It has 'one entry'"),
    ],
)
def test_unknown_array_or_case_is_refused(name, of, case, words):
    with pytest.raises(BadInput, match=re.escape(words)):
        select_picture(evaluation(name), of, case)


def test_answer_without_output_is_refused():
    with pytest.raises(BadInput, match="gives nothing to show: the output is None"):
        select_picture(evaluation("matmul", "return Y, backward", "return None, backward"), None, None)


def test_output_of_another_shape_is_refused():
    with pytest.raises(BadInput, match=r"mask has shape \(1, \d+, \d+\); wanted \(\d+, \d+\)"):
        select_picture(
            evaluation("causal_mask", "return np.triu(", "return np.triu([np.zeros((1, 1))]) + 0 * np.triu("),
            None,
            None,
        )


@pytest.mark.parametrize("name", ["sum_all", "scale", "adamw_update", "Linear", "GPT", "gpt2_loss", "get_lr", "add"])
def test_every_kind_of_exercise_can_be_drawn(name):
    submission = evaluation(name)
    for case in submission.exercise.cases:
        picture = select_picture(submission, None, case.label)
        for part in picture.slices[:2]:
            assert terminal_text.render_lines(part, 80, True) and terminal_text.render_lines(part, 80, False)
            assert render_pixels(part).dtype == np.uint8
        assert "<table>" in render_page(picture, 1) or "<img" in render_page(picture, 1)


def test_colours_are_those_of_the_map():
    drawn = to_rgb(np.array([[-1.0, 0.0, 2.0, np.nan, np.inf]]), 1.0)
    assert drawn.tolist() == [[list(BLUE), list(WHITE), list(RED), list(NOT_FINITE), list(NOT_FINITE)]]


@pytest.mark.parametrize("value", [-7.0, 9.0, np.nan])
def test_one_wrong_entry_of_many_is_not_lost(value):
    array = RNG.standard_normal((300, 500))
    array[123, 456] = value
    small = downsample(array, 20, 30)
    assert small.shape == (20, 30)
    assert np.isnan(small).any() if np.isnan(value) else value in small


def picture_of(yours, true, index=(), rows=None):
    part = Slice(index, yours, true, rows or {})
    return Picture("softmax", "gradient <x>", "a & b", true.shape, [part], 1)


def test_masked_entries_are_those_whose_true_value_is_0():
    true = np.triu(np.ones((3, 3)))
    assert (Slice((), true + 1, true).masked == (true == 0)).all()
    assert not Slice((), true, 0 * true).masked.any(), "an array of zeros masks nothing"


def test_page_is_well_formed_escaped_and_self_contained():
    text = render_page(picture_of(RNG.standard_normal((3, 4)), np.eye(3, 4), rows={1: 5}), 1)
    assert "gradient &lt;x&gt;" in text and "a &amp; b" in text and "<x>" not in text
    assert "http" not in text and "<script" not in text
    assert text.count("<table>") == 3 and "1 x5" in text and 'class="masked' in text

    class Reader(HTMLParser):
        open = 0

        def handle_starttag(self, tag, attrs):
            self.open += tag not in ("meta", "img")

        def handle_endtag(self, tag):
            self.open -= 1

    reader = Reader()
    reader.feed(text)
    assert reader.open == 0


def test_page_of_many_entries_has_an_image():
    text = render_page(picture_of(RNG.standard_normal((60, 70)), np.ones((60, 70))), 1)
    image = base64.b64decode(re.search(r"base64,([^\"]+)", text)[1])
    assert read_png(image).shape[2] == 3


def test_large_array_fits_the_terminal():
    true = RNG.standard_normal((300, 400))
    for coloured in (True, False):
        drawn = terminal_text.render_lines(Slice((), true, true), 80, coloured)
        assert len(drawn) <= terminal_text.MAX_ROWS + 1 and max(line.cell_len for line in drawn) <= 80


def test_repeated_rows_are_marked_on_their_lines():
    true = RNG.standard_normal((20, 30))
    for coloured, rows in ((False, 1), (True, 2)):
        drawn = terminal_text.render_lines(Slice((), true, true, {5: 4}), 80, coloured)
        assert [at for at, line in enumerate(drawn) if "x4" in line.plain] == [1 + 5 // rows]


def command(*arguments, cwd):
    done = subprocess.run(
        [sys.executable, "-m", "grader", "show", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def workspace(tmp_path):
    place = tmp_path / "exercises" / "part05_normalization"
    place.mkdir(parents=True)
    text = (SOLUTIONS / "part05_normalization" / "embedding.py").read_text()
    (place / "embedding.py").write_text(text.replace(*EMBEDDING[1:]))
    return tmp_path


def test_command_draws_without_escapes_in_a_pipe(workspace):
    code, output = command("embedding", cwd=workspace)
    assert code == 0 and "\x1b" not in output
    assert output.startswith("embedding, gradient W_e") and "difference" in output and "xN beside a row" in output


def test_command_writes_files(workspace):
    pytest.importorskip("matplotlib", reason="the plots extra draws titles and scales")
    assert command("embedding", "--out", "a.html", cwd=workspace)[0] == 0
    assert command("embedding", "--out", "a.png", cwd=workspace)[0] == 0
    assert (workspace / "a.html").read_text().startswith("<!DOCTYPE html>")
    assert (workspace / "a.png").read_bytes()[:4] == b"\x89PNG"


REFUSED = {
    "another ending": (("embedding", "--out", "a.gif"), "ends in .html or .png"),
    "no such folder": (("embedding", "--out", "no/where.html"), "its folder does not exist"),
    "no slice": (("embedding", "--slices", "0"), "1 or more"),
    "no exercise": (("embeding",), "Did you mean embedding"),
    "a negative seed": (("embedding", "--seed", "-1"), "0 or more"),
}


@pytest.mark.parametrize("arguments, words", REFUSED.values(), ids=REFUSED)
def test_command_refuses_bad_input(workspace, arguments, words):
    code, output = command(*arguments, cwd=workspace)
    assert code == 2 and words in output and "Traceback" not in output
