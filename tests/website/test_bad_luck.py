"""A browser or a network that does not do its part: each gets one sentence, and nothing is lost."""

import pytest

from tests.website.bench_page import BenchPage, solution

NAME = "squared_error"
FULL = """IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };"""
NO_STORAGE = """indexedDB.open = () => { throw new DOMException("forbidden", "SecurityError"); };"""
OLDER = """() => new Promise(done => {
    const request = indexedDB.open("gpt2-by-hand");
    request.onsuccess = () => {
        const writing = request.result.transaction("work", "readwrite");
        const record = {text: "mine = 1", stub: "of an older version", earlier: []};
        writing.objectStore("work").put(record, "squared_error");
        writing.oncomplete = () => { request.result.close(); done(); };
    };
})"""


NONE = "Object.defineProperty(window, 'indexedDB', {value: undefined})"
SILENT = "indexedDB.open = () => ({})"


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (FULL, "its storage is full"),
        (NO_STORAGE, "Download your work before"),
        (NONE, "it has no storage for it"),
        (SILENT, "its storage does not answer"),
    ],
    ids=["full", "forbidden", "none", "silent"],
)
def test_storage_that_keeps_nothing_is_told_and_the_exercise_goes_on(page, address, harm, said):
    page.add_init_script(harm)
    bench = BenchPage(page, address, NAME)
    bench.write(solution(NAME))
    notice = bench.root.locator(".notice", has_text=said)
    notice.wait_for()
    with page.expect_download() as download:
        notice.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_browser_without_webassembly_shows_the_chapter_and_one_sentence(page, address):
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(f"{address}exercises/part01_calculus/README.html")
    page.wait_for_selector("html[data-workbench=ready]")
    assert "has no WebAssembly" in page.locator(f".workbench[data-exercise={NAME}]").inner_text()


def test_browser_without_workers_is_told_so(page, address):
    page.add_init_script("delete globalThis.Worker")
    bench = BenchPage(page, address, NAME)
    assert "Python could not be started" in bench.root.locator(".progress [role=alert]").inner_text()


def test_text_begun_with_an_older_stub_stays_and_the_new_stub_is_offered(page, address):
    BenchPage(page, address, NAME)
    page.evaluate(OLDER)
    bench = BenchPage(page, address, NAME)
    assert "another stub" in bench.root.locator(".notice").inner_text()
    assert bench.editor.inner_text() == "mine = 1"
