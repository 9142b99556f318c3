"""What is printed of a figure: medians, both ways of each ratio, the goal that belongs to the setting."""

import subprocess
import sys

import pytest

from bench import report, run
from bench.figure import MEDIAN, WORST, Figure, Goal
from bench.figures import NAMES
from bench.run import Measured
from grader.paths import COURSE

FREE = run.Setting("unset", {})
FIGURE = Figure("toy", {"a": None, "b": None}, (Goal("a", "b", 0.5, "twice the rate"),), 100, {"a": 700})


def measured(*seconds, peak=0, **more):
    return Measured([{"": s} for s in seconds], peak, "numpy", **more)


def cells(text, first):
    line = next(line for line in text.splitlines() if line.startswith(f"| {first} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_medians_rates_peaks_and_both_ways_of_the_ratio():
    found = {"a": measured(0.4, 0.42, 0.38, peak=800_000_000), "b": measured(1.0, 1.1, 0.96)}
    text = report.section("toy", FIGURE, FREE, found)
    assert cells(text, "a") == ["a", "0.4000", "0.3800", "250", "800 (goal 700)"]
    assert cells(text, "b") == ["b", "1.0000", "0.9600", "100", "0"]
    assert cells(text, "a / b") == ["a / b", "0.396", "0.396", "1 %", "0.5 (twice the rate)", "met"]


def test_the_goal_is_for_the_least_rounds():
    text = report.section("toy", FIGURE, FREE, {"a": measured(0.4, 0.9, 0.9), "b": measured(1.0, 1.0, 1.0)})
    assert cells(text, "a / b") == [
        "a / b",
        "0.400",
        "0.900",
        "14 %",
        "0.5 (twice the rate)",
        "too noisy a machine to tell",
    ]
    text = report.section("toy", FIGURE, FREE, {"a": measured(0.6, 0.61), "b": measured(1.0, 1.0)})
    assert cells(text, "a / b")[-1] == "missed by 20 %"


def test_a_ratio_without_a_goal_is_told_and_not_judged():
    figure = Figure("toy", {}, (Goal("a", "b", means="to be read"),))
    text = report.section("toy", figure, FREE, {"a": measured(0.4), "b": measured(1.0)})
    assert cells(text, "a / b") == ["a / b", "0.400", "0.400", "0 %", "to be read", ""]


def test_what_is_missing_is_said_and_no_ratio_is_made_up():
    text = report.section("toy", FIGURE, FREE, {"a": measured(0.4), "b": Measured(missing="It is not there.")})
    assert "Not measured: b. It is not there." in text and "a / b" not in text


def test_entries_are_held_against_each_other_and_summed():
    found = {
        "ours": Measured([{"x": 0.002, "y": 0.003}, {"x": 0.003, "y": 0.002}, {"x": 0.002, "y": 0.003}]),
        "theirs": Measured([{"x": 0.01, "y": 0.02}] * 3),
    }
    assert found["ours"].seconds == pytest.approx(0.005)
    text = report.section("toy", Figure("toy", {}, (Goal("ours", "theirs", 0.05),)), FREE, found)
    assert cells(text, "x") == ["x", "2.000", "10.000", "0.200"]
    assert cells(text, "ours / theirs")[1] == "0.167" and cells(text, "ours / theirs")[-1] == "missed by 233 %"


CHECKS = Measured([{"x": 0.2, "y": 0.3, "z": 0.7}, {"x": 0.1, "y": 0.4, "z": 0.6}])


@pytest.mark.parametrize(("entry", "least"), [("x", "1.000"), (MEDIAN, "3.000"), (WORST, "6.000"), ("", "11.000")])
def test_a_goal_may_be_for_one_entry_or_the_median_or_the_worst(entry, least):
    figure = Figure("toy", {}, (Goal("checks", "numpy", 5.0, entry=entry),))
    text = report.section("toy", figure, FREE, {"checks": CHECKS, "numpy": measured(0.1, 0.1)})
    assert cells(text, figure.goals[0].label)[1] == least


def test_of_two_sides_with_entries_the_same_entry_counts():
    runs = Measured([{"x": 0.1, "y": 0.1, "z": 0.1}] * 2)
    figure = Figure("toy", {}, (Goal("checks", "runs", entry=WORST),))
    text = report.section("toy", figure, FREE, {"checks": CHECKS, "runs": runs})
    assert cells(text, "checks, worst / runs")[1] == "6.000"
    assert cells(text, "worst")[:3] == ["worst", "650.000", "100.000"]


def bench(*arguments):
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False)


def test_an_unknown_figure_is_said_in_words():
    done = bench("forwards")
    assert done.returncode == 2 and done.stderr.startswith("There is no figure 'forwards'; there are forward, ")


def test_every_figure_opens():
    code = "import importlib, sys; [importlib.import_module(f'bench.figures.{n}').FIGURE for n in sys.argv[1:]]"
    done = subprocess.run([sys.executable, "-c", code, *NAMES], cwd=COURSE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(NAMES) == sorted(p.stem for p in (COURSE / "bench" / "figures").glob("[a-z]*.py"))
