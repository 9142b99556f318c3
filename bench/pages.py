"""What the pages cost a reader: `python -m bench.pages [SITE] [NAME ...]`, in Chromium, from an empty profile.

Bytes are those that a server on this machine sent, seconds are the browser's own: no network is in them. A warm verdict
is the solution's, checked a second time on the same page, each exercise once its prerequisites have passed. Memory is
what the page's process held at most when an exercise had its verdict, Python with all that it loaded included.
"""

from __future__ import annotations

import contextlib
import functools
import shutil
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from bench import machine
from grader.cli.commands.site import BUILT, Pages, PageServer
from grader.course import registry
from grader.paths import solution_file
from website.course_data import course_data

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE = 300_000
"""Milliseconds that one verdict may take on a busy machine."""

FIRST = """() => {
    const painted = performance.getEntriesByName("first-contentful-paint")[0].startTime;
    const [page] = performance.getEntriesByType("navigation");
    const files = performance.getEntriesByType("resource").filter((file) => file.responseEnd <= painted);
    return [painted / 1000, [page, ...files].reduce((sum, file) => sum + file.transferSize, 0)];
}"""
"""The seconds to the first text that can be read, and the bytes that had come by then."""


class Counting(Pages):
    """Serves files and counts their bytes, all that this process has sent."""

    sent = 0

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file."""
        content = source.read()
        type(self).sent += len(content)
        outputfile.write(content)


class Reader:
    """A reader with an empty profile."""

    def __init__(self, browser: Any, address: str) -> None:
        self.address = address
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.page.set_default_timeout(PATIENCE)

    def opened(self, name: str) -> Any:
        """Open the workbench of an exercise, in its chapter, and return it."""
        chapter = f"{self.address}exercises/{registry.part_of(name)}/README.html"
        if self.page.url.partition("#")[0] != chapter:
            self.page.goto(chapter)
            self.page.wait_for_selector("html[data-workbench=ready]")
        root = self.page.locator(f".workbench[data-exercise={name}]")
        root.locator("button.open").click()
        root.locator(".cm-content").wait_for()
        return root

    def verdict(self, root: Any) -> float:
        """Check, and return the seconds until the verdict stands there."""
        began = time.perf_counter()
        root.locator("button.check").click()
        root.locator(".verdict:not([aria-busy]) .line:not(.waiting)").first.wait_for()
        return time.perf_counter() - began

    def warm(self, name: str) -> float:
        """Return the seconds of the second verdict on the solution. Raises AssertionError where it does not pass."""
        root = self.opened(name)
        root.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(solution_file(registry.part_of(name), name).read_text(encoding="utf-8"))
        self.verdict(root)
        seconds = self.verdict(root)
        assert root.locator(".verdict .passed").count(), f"{name}: {root.locator('.verdict').inner_text()[:200]}"
        root.locator("button.open").click()
        return seconds


@contextlib.contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site; yield its address."""
    with PageServer(("127.0.0.1", 0), functools.partial(Counting, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def renderer_bytes() -> int:
    """Return the memory of the largest process in which Chromium runs pages, of those that this one started."""
    sizes = [0]
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "--type=renderer" in process.cmdline():
                sizes.append(process.memory_info().rss)
    return max(sizes)


def in_pages(names: Sequence[str]) -> list[str]:
    """Return the exercises that a page can judge, of these or of all, in the order of the ladder."""
    threads = {each["name"] for part in course_data()["parts"] for each in part["exercises"] if each["threads"]}
    return [name for name in registry.all_names() if name not in threads and (not names or name in names)]


def main(words: Sequence[str]) -> int:
    """Measure and print; return 2, in words, where there is no site or no browser."""
    site = Path(words[0]) if words else BUILT
    if not (site / "_static" / "workbench" / "runtime.json").is_file():
        print(f"{site} has no workbench: `make site RUNTIME=DIR` builds one.", file=sys.stderr)
        return 2
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("The pages are measured by Playwright: pip install -e '.[browser]'", file=sys.stderr)
        return 2
    if not CHROMIUM:
        print("There is no Chromium here: apt-get install chromium", file=sys.stderr)
        return 2
    print(machine.here())
    with served(site) as address, sync_playwright() as playwright:
        measure(playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS), address, in_pages(words[1:]))
    return 0


def measure(browser: Any, address: str, names: Sequence[str]) -> None:
    """Print the figures one after the other."""
    first = Reader(browser, address)
    began = time.perf_counter()
    root = first.opened(names[0])
    seconds, size = first.page.evaluate(FIRST)
    print(f"first page that can be read  {size / 1e3:8.0f} kB  {seconds:6.2f} s", flush=True)
    first.verdict(root)
    print(
        f"first verdict                {Counting.sent / 1e3:8.0f} kB  {time.perf_counter() - began:6.2f} s", flush=True
    )
    first.page.close()
    reader, taken, most = Reader(browser, address), {}, 0
    for name in names:
        taken[name] = reader.warm(name)
        most = max(most, renderer_bytes())
        print(f"  {name:32} {taken[name]:6.2f} s", file=sys.stderr, flush=True)
    worst = max(taken, key=taken.__getitem__)
    middle = statistics.median(taken.values())
    told = f"median of {len(taken)}; {taken[worst]:.2f} s at worst, {worst}"
    print(f"warm verdict                              {middle:6.2f} s  {told}")
    print(f"memory of the page           {most / 1e6:8.0f} MB at most")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
