"""The model that learns to sort in Chromium: stopped, and gone on with after a reload."""

import os
import re

import pytest

STEP = re.compile(r"Step (\d+) of")


@pytest.fixture(autouse=True)
def _scipy(runtime):
    if not list(runtime.glob("scipy-*.whl")):
        pytest.skip("PYODIDE_WHEELS has no wheel of SciPy, which gelu imports")


@pytest.mark.timeout(450)
def test_training_goes_on_after_a_reload_where_it_was_stopped(page, address):
    page.goto(f"{address}website/pages/sorter.html")
    told = page.locator(".sorter .told")
    page.locator(".sorter .check").click()
    told.filter(has_text=STEP).wait_for(timeout=240_000)
    page.locator(".sorter .check", has_text="Stop").click()
    page.locator(".sorter .check", has_text="Go on").wait_for()
    stopped = int(STEP.search(told.inner_text())[1])
    page.reload()
    told.filter(has_text="kept from your last visit").wait_for()
    assert int(STEP.search(told.inner_text())[1]) == stopped > 0
    page.locator(".sorter .check", has_text="Go on").click()
    told.filter(has_text=re.compile(r"Step \d+ of \d+, loss")).wait_for()
    page.wait_for_function(
        "before => Number(/Step (\\d+)/.exec(document.querySelector('.sorter .told').textContent)[1]) > before",
        arg=stopped,
    )


@pytest.mark.skipif("TRAIN_IN_PAGE" not in os.environ, reason="it trains for minutes: TRAIN_IN_PAGE=1 runs it")
@pytest.mark.timeout(3600)
def test_it_learns_to_sort_every_word(page, address):
    page.goto(f"{address}website/pages/sorter.html")
    page.locator(".sorter .check").click()
    told = page.locator(".sorter .told").filter(has_text="It sorts")
    told.wait_for(timeout=3_500_000)
    assert told.inner_text() == "It sorts 729 of 729 words, 73 of the 73 that it never trained on."
    page.locator("#sorter-word").fill("210210")
    page.get_by_role("button", name="Sort").click()
    page.locator(".sorter .answer", has_text="001122").wait_for()
    assert page.locator(".sorter .maps figure").count() == 4
