"""One's work out of the browser and in again, and the pages without a network."""

import subprocess
import sys
import zipfile

from grader.paths import COURSE
from tests.website.bench_page import BenchPage, solution
from tests.website.conftest import served

NAME, PLACE = "squared_error", "exercises/part01_calculus/squared_error.py"
RIGHT = solution(NAME)


def test_download_goes_on_in_a_terminal_and_comes_back(page, address, tmp_path):
    bench = BenchPage(page, address, NAME)
    bench.write(RIGHT)
    assert bench.kept(RIGHT)
    page.locator(".ladder .own summary").click()
    with page.expect_download() as download:
        page.locator(".ladder .own button").click()
    file = tmp_path / "work.zip"
    download.value.save_as(file)
    assert zipfile.ZipFile(file).read(PLACE).decode() == RIGHT
    for words in (["init", "--from", str(file), str(tmp_path / "mine")], ["check", NAME]):
        cwd = tmp_path / "mine" if words[0] == "check" else COURSE.parent
        done = subprocess.run(
            [sys.executable, "-m", "grader", *words], cwd=cwd, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(PLACE, RIGHT + "# from elsewhere\n")
    page.locator("#take-zip").set_input_files(file)
    page.wait_for_event("load")
    assert bench.kept(RIGHT + "# from elsewhere\n")


def test_zip_of_something_else_changes_nothing_and_says_so(page, address, tmp_path):
    BenchPage(page, address, NAME)
    page.locator(".ladder .own summary").click()
    file = tmp_path / "other.zip"
    for entry, content, words in (
        ("", b"no zip", "cannot be read as a zip"),
        ("readme.md", b"x", "has no exercises"),
        ("exercises/part02_backpropagation/squared_error.py", b"x", "has no exercises"),
        (PLACE, b"x = '\xe9\xff'", "is no text in UTF-8"),
    ):
        file.write_bytes(content)
        if entry:
            with zipfile.ZipFile(file, "w") as packed:
                packed.writestr(entry, content)
        page.locator("#take-zip").set_input_files(file)
        page.get_by_text(words).wait_for()


def test_second_visit_works_without_a_network(context, site):
    page = context.new_page()
    with served(site) as address:
        bench = BenchPage(page, address, NAME)
        bench.check()
        page.evaluate("navigator.serviceWorker.ready")
        bench = BenchPage(page, address, NAME)  # the worker, which was not there at first, now keeps the runtime
        bench.check()
    context.set_offline(True)
    bench = BenchPage(page, address, NAME)
    bench.write(RIGHT)
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()
