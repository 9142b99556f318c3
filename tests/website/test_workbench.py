"""The workbench in Chromium: the verdict, hints, formulas as typed, endless loops, and one's work kept."""

import re

import pytest

from tests.website.bench_page import BenchPage, solution

NAME = "squared_error"
RIGHT = solution(NAME)
WRONG = RIGHT.replace("d_error = dL * 2 * error", "d_error = dL * error")
RAISES = RIGHT.replace("    error = x * w + b - y", "    raise KeyError(3)")


@pytest.fixture
def bench(page, address):
    return BenchPage(page, address, NAME)


def test_first_verdict_from_an_empty_profile_is_a_stubs(bench):
    assert bench.check().split()[:5] == ["squared_error", "not", "written", "yet", "0"]


def test_wrong_answer_is_diagnosed_and_the_right_one_passes(bench):
    bench.write(WRONG)
    assert "not passed" in bench.check() and bench.root.locator(".diagnosis").count() == 1
    bench.write(RIGHT)
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()
    assert "6 of 6 known mistakes refused" in bench.verdict
    assert bench.page.locator(".ladder .count").inner_text() == "1 of 67 passed"
    bench.root.get_by_role("button", name="Compare").click()
    assert "def squared_error" in bench.root.locator(".picture pre").inner_text()


def test_line_that_raised_is_marked_until_the_text_changes(bench):
    bench.write(RAISES)
    bench.check()
    assert bench.root.locator(".failing-line").inner_text().strip() == "raise KeyError(3)"
    bench.page.keyboard.type("#")
    assert bench.root.locator(".failing-line").count() == 0


def test_hints_come_one_at_a_time_and_stay_read(bench):
    for count in (1, 2, 3):
        bench.root.get_by_role("button", name=re.compile("^Hint")).click()
        assert bench.root.locator(".hints p").count() == count
    assert bench.root.get_by_role("button", name=re.compile("^Hint")).count() == 0


def test_difference_is_drawn(bench):
    bench.write(WRONG)
    bench.check()
    bench.root.get_by_role("button", name="Draw where").click()
    assert bench.root.locator(".picture figure").first.inner_text().startswith("yours")


def test_numbers_worked_by_hand_stand_in_the_file(bench):
    bench.root.locator(f"#{NAME}-by_hand-dx").fill("36")
    bench.page.wait_for_timeout(600)
    assert '"dx": 36' in bench.text


def test_formula_is_read_as_it_is_typed(page, address):
    bench = BenchPage(page, address, "add")
    field = bench.root.locator("textarea").first
    field.fill("da[i,j] = 2*dY[i,j]")
    assert "the true one is" in bench.root.locator(".worked").first.inner_text()
    assert bench.root.locator(".coloured .free").count() > 0


def test_formula_written_in_the_file_stands_in_its_field_and_what_was_said_of_another_goes(page, address):
    bench = BenchPage(page, address, "add")
    bench.root.locator("textarea").first.fill("da[i,j] = 2*dY[i,j]")
    bench.root.locator(".wrong").first.wait_for()
    bench.write(solution("add"))
    bench.root.locator(".reading .right").first.wait_for()
    assert bench.root.locator(".reading .wrong").count() == 0


def test_endless_loop_ends_at_its_line_and_the_next_check_works(bench):
    bench.write(RIGHT.replace("    error = x * w", "    while True: pass\n    error = x * w"))
    assert "does not finish within 10 s" in bench.check() and "while True: pass" in bench.verdict
    bench.write(RIGHT)
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()


def test_endless_c_function_ends_with_the_worker(bench):
    endless = "    import itertools; sum(itertools.repeat(0))\n    error = x * w"
    bench.write(RIGHT.replace("    error = x * w", endless))
    assert "does not finish within 10" in bench.check()
    bench.write(RIGHT)
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()


def test_work_is_there_after_a_reload_and_reset_has_a_way_back(bench, page, address):
    bench.write(WRONG)
    assert bench.kept(WRONG)
    again = BenchPage(page, address, NAME)
    again.root.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(500)
    assert "NotImplementedError" in again.text
    again.root.locator(".earlier summary").click()
    again.root.get_by_role("button", name="Bring back").first.click()
    assert again.kept(WRONG)


def test_another_tab_does_not_overwrite_what_is_typed_here(bench, context, address):
    other = BenchPage(context.new_page(), address, NAME)
    bench.write("# here\n")
    other.write("# there\n")
    assert bench.kept("# there\n")
    bench.page.wait_for_timeout(300)
    assert "another tab" in bench.root.locator(".notice").inner_text() or "# there" in bench.editor.inner_text()


def test_exercise_is_solved_by_the_keyboard_alone(page, address):
    page.goto(f"{address}exercises/part01_calculus/README.html")
    page.wait_for_selector("html[data-workbench=ready]")
    opener = f"document.activeElement.matches('.workbench[data-exercise={NAME}] button.open')"
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(opener):
            break
    page.keyboard.press("Enter")
    page.locator(f".workbench[data-exercise={NAME}] .cm-content").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(RIGHT)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    page.keyboard.press("Enter")
    page.locator(".verdict .passed").wait_for()
