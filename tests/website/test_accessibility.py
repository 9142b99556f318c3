"""axe-core finds nothing on any kind of page, in light and in dark; nothing is wider than a narrow screen."""

import pytest

from tests.website.axe import violations
from tests.website.bench_page import BenchPage

PAGES = ("README.html", "exercises/README.html", "exercises/what_went_wrong.html", "docs/grading.html", "search.html")


@pytest.fixture(params=["light", "dark"])
def coloured(page, request):
    page.emulate_media(color_scheme=request.param)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_a_page(coloured, address, path):
    coloured.goto(address + path)
    coloured.wait_for_selector("html[data-workbench=ready]")
    assert violations(coloured) == []


def test_axe_finds_nothing_on_a_workbench_with_a_verdict(coloured, address):
    bench = BenchPage(coloured, address, "softmax")
    bench.root.get_by_role("button", name="Hint 1 of 3").click()
    bench.root.locator("textarea").first.fill("dx[r,i] = p[r,i]*dp[r,i]")
    bench.root.locator(".worked").first.wait_for()
    bench.check()
    assert violations(coloured) == []


def test_page_is_no_wider_than_a_narrow_screen(page, address):
    page.set_viewport_size({"width": 320, "height": 640})
    BenchPage(page, address, "softmax")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
