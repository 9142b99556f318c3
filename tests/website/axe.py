"""axe-core, as the workbench's packages bring it, asked about the page that is open."""

import functools

import pytest

from website.bundle import WORKBENCH, NoNode, install_packages


@functools.cache
def script():
    """The text of axe-core; skips where its package cannot be installed."""
    try:
        install_packages()
    except NoNode as reason:
        pytest.skip(str(reason))
    return (WORKBENCH / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page):
    """Return each rule that the open page breaks, with the elements that do."""
    page.evaluate(script())
    found = page.evaluate("axe.run()")["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found]
