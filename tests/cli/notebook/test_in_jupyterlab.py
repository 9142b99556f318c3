"""The verdict in real JupyterLab, light and dark: what a reader sees, in colours that can be read."""

import pytest

pytest.importorskip("jupyterlab", reason="JupyterLab is not here (pip install -e '.[instructor]')")

import nbformat
from nbformat.sign import NotebookNotary

from tests.cli.notebook.conftest import TWICE, answer, notebook, run
from tests.serve_jupyter import SECONDS, served

COLOURS = """node => [...node.querySelectorAll("h3, h4, p, li, a")].map(each => {
  const paper = getComputedStyle(node).backgroundColor, ink = getComputedStyle(each).color;
  return [ink, paper].map(colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number));
})"""


@pytest.fixture
def address(desk):
    """Serve the workspace by JupyterLab, with a notebook in it that was run."""
    made = notebook(answer("matmul", *TWICE), 'check("matmul")')
    run(made, desk)
    nbformat.write(made, desk / "mine.ipynb")
    NotebookNotary().sign(nbformat.read(desk / "mine.ipynb", 4))  # as Jupyter does for what was run in it
    with served("jupyterlab", desk.parent, "lab", "--LabApp.expose_app_in_browser=True") as address:
        yield address


def luminance(colour):
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (c / 255 for c in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(ink, paper):
    dark, light = sorted(map(luminance, (ink, paper)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.timeout(240)
def test_a_verdict_can_be_read_in_light_and_in_dark_and_its_chapter_opens(chromium, address, tmp_path):
    papers = []
    page = chromium.new_page(viewport={"width": 1280, "height": 1400})
    page.goto(f"{address}/tree/notebooks/mine.ipynb?reset", timeout=1000 * SECONDS)
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.wait_for_function("window.jupyterapp?.commands.hasCommand('apputils:change-theme')")
        page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        page.wait_for_selector(f'body[data-jp-theme-name="{theme}"]', state="attached", timeout=1000 * SECONDS)
        verdict = page.wait_for_selector(".gpt2v", timeout=1000 * SECONDS)
        page.wait_for_timeout(1000)
        page.screenshot(path=tmp_path / f"{theme}.png")
        colours = verdict.evaluate(COLOURS)
        assert colours and all(contrast(*each) >= 4.5 for each in colours), theme
        papers.append(luminance(colours[0][1]))
        assert verdict.query_selector("table") and "not passed" in verdict.inner_text()
    assert papers[0] > 0.7 and papers[1] < 0.1
    page.click(".gpt2v a")
    page.wait_for_selector('.lm-TabBar-tabLabel:has-text("README.md")', timeout=1000 * SECONDS)
