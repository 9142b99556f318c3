"""The model that learns to sort in Chromium: stopped, and gone on with after a reload."""

import re

import pytest

STEP = re.compile(r"Step (\d+) of")


@pytest.mark.timeout(450)
def test_training_goes_on_after_a_reload_where_it_was_stopped(page, address, runtime):
    if not list(runtime.glob("scipy-*.whl")):
        pytest.skip("PYODIDE_WHEELS has no wheel of SciPy, which gelu imports")
    page.goto(f"{address}website/pages/sorter.html")
    told = page.locator(".sorter [role=status]").first
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
        "before => Number(/Step (\\d+)/.exec(document.querySelector('.sorter [role=status]').textContent)[1]) > before",
        arg=stopped,
    )
