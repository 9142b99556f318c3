"""A download that does not come whole: one sentence, and a way to try again that works; never a page that waits."""

import contextlib
import json
import time

import pytest

from grader.cli.commands.site import Pages
from tests.website.bench_page import BenchPage, solution
from tests.website.conftest import served

NAME = "squared_error"
CHAPTER = "exercises/part01_calculus/README.html"
STALL = 2


class Harmed(Pages):
    """Serves a site of which one file comes as `harm` has it, and counts how often it was asked for."""

    harm, name, asked = "", "", 0

    def do_GET(self):
        if not self.harm or self.name not in self.path:
            if self.path.endswith("runtime.json"):
                return self.send_runtime()
            return super().do_GET()
        type(self).asked += 1
        with open(self.translate_path(self.path), "rb") as file:
            content = file.read()
        if self.harm == "missing":
            return self.send_error(404)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(self.path.partition("?")[0]))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with contextlib.suppress(OSError):
            if self.harm == "another":
                self.wfile.write(content[:-5] + b"\n\n\n\n\n")
            else:
                self.wfile.write(content[: len(content) // 2])
            if self.harm == "silent":
                self.wfile.flush()
                time.sleep(STALL + 2)
        self.close_connection = True

    def send_runtime(self):
        """Send what the pages know of the runtime, with less patience."""
        with open(self.translate_path(self.path), encoding="utf-8") as file:
            text = json.dumps(json.load(file) | {"stall": STALL, "offline": False})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def harmed(site):
    """A server of the site that does harm to one file, and its address."""
    handler = type("OneHarm", (Harmed,), {})
    with served(site, handler) as address:
        yield handler, address


@pytest.mark.parametrize(
    ("name", "harm", "said"),
    [
        ("pyodide.asm.wasm", "cut", "pyodide.asm.wasm came only in part"),
        ("pyodide.asm.wasm", "missing", "pyodide.asm.wasm is not there (the server answers 404)"),
        ("pyodide.asm.wasm", "another", "pyodide.asm.wasm is another file"),
        ("pyodide.asm.wasm", "silent", "nothing more of pyodide.asm.wasm comes"),
        ("pyodide.asm.js", "cut", "pyodide.asm.js came only in part"),
        ("python_stdlib.zip", "another", "python_stdlib.zip is another file"),
        ("numpy-", "cut", "numpy could not be loaded"),
        ("numpy-", "another", "numpy could not be loaded"),
        ("numpy-", "silent", "numpy could not be loaded"),
        ("gpt2_by_hand-", "cut", "none-any.whl came only in part"),
        ("worker.js", "missing", "the worker's script could not be loaded"),
    ],
)
def test_file_of_the_runtime_that_does_not_come_is_told_in_a_sentence(page, harmed, name, harm, said):
    handler, address = harmed
    handler.harm, handler.name = harm, name
    bench = BenchPage(page, address, NAME)
    told = bench.root.locator(".progress [role=alert]")
    told.wait_for(timeout=60_000)
    assert told.inner_text().startswith("Python could not be started: ") and said in told.inner_text()
    assert told.inner_text().count("\n") == 0 and told.inner_text().endswith("What you wrote is kept.")


@pytest.mark.parametrize(
    ("name", "harm"), [("pyodide.asm.wasm", "cut"), ("numpy-", "another"), ("worker.js", "missing")]
)
def test_what_did_not_come_is_asked_for_again(page, harmed, name, harm):
    handler, address = harmed
    handler.harm, handler.name = harm, name
    bench = BenchPage(page, address, NAME)
    again = bench.root.get_by_role("button", name="Try again")
    again.wait_for(timeout=60_000)
    handler.harm = ""
    again.click()
    bench.write(solution(NAME))
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()
    assert handler.asked >= 1


@pytest.mark.parametrize("name", ["course.json", "runtime.json"])
@pytest.mark.parametrize("harm", ["cut", "missing"])
def test_list_that_does_not_come_is_told_in_every_section(page, harmed, name, harm):
    handler, address = harmed
    handler.harm, handler.name = harm, name
    page.goto(address + CHAPTER)
    told = page.locator(f".workbench[data-exercise={NAME}] [role=alert]")
    told.wait_for()
    assert f"{name} did not come whole" in told.inner_text()
    handler.harm = ""
    told.get_by_role("button", name="Try again").click()
    page.locator(f".workbench[data-exercise={NAME}] button.open").wait_for()


def test_script_that_does_not_come_leaves_the_chapter_and_a_way_to_reload(page, harmed):
    handler, address = harmed
    handler.harm, handler.name = "missing", "workbench.js"
    page.goto(address + CHAPTER)
    page.locator(f".workbench[data-exercise={NAME}] .missing").wait_for()
    handler.harm = ""
    page.locator(f".workbench[data-exercise={NAME}] .missing").click()
    page.locator(f".workbench[data-exercise={NAME}] button.open").wait_for()


def test_page_without_scripts_says_how_to_check(chromium, address):
    page = chromium.new_page(java_script_enabled=False)
    page.goto(address + CHAPTER)
    place = page.locator(f".workbench[data-exercise={NAME}]")
    assert f"grader check {NAME}" in place.inner_text() and not place.locator(".missing").is_visible()
    page.close()


def test_network_that_is_gone_before_python_came_is_told_and_tried_again(context, address):
    page = context.new_page()
    page.goto(address + CHAPTER)
    page.wait_for_selector("html[data-workbench=ready]")
    context.set_offline(True)
    root = page.locator(f".workbench[data-exercise={NAME}]")
    root.locator("button.open").click()
    root.get_by_role("button", name="Try again").wait_for()
    assert "could not be started" in root.locator(".progress").inner_text()
    context.set_offline(False)
    root.get_by_role("button", name="Try again").click()
    root.get_by_role("button", name="Check").click()
    root.locator(".verdict .not-written").wait_for()
