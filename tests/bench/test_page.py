"""The page on speed has the results that are kept, by figure and machine."""

from bench import page, results, run
from bench.figures.gradient_check import FIGURE
from bench.run import Measured


def kept(folder, name, *seconds):
    found = {
        "judge": Measured([{"": s} for s in seconds], libraries="numpy"),
        "gradcheck": Measured([{"": 1.0}] * len(seconds)),
    }
    results.keep(folder / f"{name}.json", "gradient_check", FIGURE, run.Setting("unset", {}), found)


def test_each_machine_has_a_row_in_a_figures_table(tmp_path):
    kept(tmp_path, "first", 0.05, 0.06)
    kept(tmp_path, "second", 0.5, 0.6)
    rows = [line for line in page.tables(tmp_path).splitlines() if "judge / gradcheck" in line]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert [(row[1], row[2], row[-1]) for row in cells] == [("1", "0.05", "met"), ("2", "0.50", "missed by 400 %")]


def test_a_ratio_that_is_no_longer_measured_is_left_out(tmp_path):
    kept(tmp_path, "old", 0.05)
    file = tmp_path / "old.json"
    file.write_text(file.read_text().replace("judge / gradcheck", "judge / something else"))
    assert "something else" not in page.tables(tmp_path)


def test_a_course_without_results_says_how_to_get_some(tmp_path):
    assert "make bench" in page.tables(tmp_path)


def test_the_results_that_are_kept_can_be_shown():
    assert page.tables()
