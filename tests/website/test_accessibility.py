"""axe-core finds nothing on any kind of page, in light and dark; none is wider than a narrow or an enlarged window."""

import pytest

from grader.course import registry
from tests.website.axe import violations
from tests.website.bench_page import BenchPage, solution
from tests.website.test_checkpoint_page import bring, laid, write

CHAPTER = "exercises/part03_linear_algebra/README.html"
PAGES = (
    *("README.html", "exercises/README.html", "exercises/what_gpt2_is.html", "exercises/what_went_wrong.html"),
    *("exercises/glossary.html", CHAPTER, "website/pages/sorter.html", "website/pages/checkpoint.html"),
    *("docs/grading.html", "search.html"),
)
WRONG = solution("softmax").replace("p * (dp - mean)", "p * (1 - p) * dp")


@pytest.fixture(params=["light", "dark"])
def coloured(page, request):
    page.emulate_media(color_scheme=request.param)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_on_a_page(coloured, address, path):
    coloured.goto(address + path)
    coloured.wait_for_selector("html[data-workbench=ready]")
    coloured.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(coloured) == []


def test_axe_finds_nothing_on_a_workbench_with_a_verdict(coloured, address):
    bench = BenchPage(coloured, address, "softmax")
    bench.root.get_by_role("button", name="Hint 1 of 3").click()
    bench.root.locator("textarea").first.fill("dx[r,i] = p[r,i]*dp[r,i]")
    bench.root.locator(".worked").first.wait_for()
    bench.write(WRONG)
    bench.check()
    bench.root.locator(".verdict .diagnosis").wait_for()
    bench.root.get_by_role("button", name="Draw where").click()
    bench.root.locator(".picture figure").first.wait_for()
    assert violations(coloured) == []
    bench.write(solution("softmax"))
    bench.check()
    bench.root.locator(".verdict .passed").wait_for()
    bench.root.get_by_role("button", name="Compare").click()
    bench.root.locator(".picture pre").wait_for()
    assert violations(coloured) == []


def test_axe_finds_nothing_on_heat_maps(coloured, address, tmp_path):
    coloured.goto(address + "website/pages/checkpoint.html")
    coloured.wait_for_selector("html[data-workbench=ready]")
    bring(coloured, laid(tmp_path))
    write(coloured, "abc")
    assert violations(coloured) == []


def test_verdict_is_announced_and_the_picture_is_told_in_words(page, address):
    bench = BenchPage(page, address, "softmax")
    assert bench.root.locator(".verdict").get_attribute("role") == "status"
    bench.write(WRONG)
    bench.check()
    bench.root.get_by_role("button", name="Draw where").click()
    bench.root.locator(".picture figure").first.wait_for()
    assert "entries differ, the most in row" in bench.root.locator(".picture").inner_text()
    assert bench.root.locator(".picture figcaption").all_inner_texts()[:3] == ["yours", "true", "difference"]


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_any_chapter(page, address, width):
    page.set_viewport_size({"width": width, "height": 640})
    for part in registry.parts():
        page.goto(f"{address}exercises/{part}/README.html")
        page.wait_for_selector("html[data-workbench=ready]")
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        assert (part, violations(page)) == (part, [])


@pytest.mark.parametrize("width", [320, 640], ids=["320 px", "1280 px at 200 %"])
def test_no_page_is_wider_than_its_window(page, address, width):
    page.set_viewport_size({"width": width, "height": 640})
    for path in PAGES:
        page.goto(address + path)
        page.wait_for_selector("html[data-workbench=ready]")
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
    bench = BenchPage(page, address, "softmax")
    bench.write(WRONG)
    bench.check()
    bench.root.get_by_role("button", name="Draw where").click()
    bench.root.locator(".picture figure").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width
