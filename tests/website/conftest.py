import contextlib
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grader.cli.commands.site import Pages, PageServer
from grader.paths import COURSE
from website.bundle import WORKBENCH, NoNode, install_packages
from website.runtime import CORE, LOCK

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def runtime(tmp_path_factory):
    """A folder such as Pyodide's release has, with the wheels that are here, whose sums its lock file then names."""
    wheels = Path(os.environ.get("PYODIDE_WHEELS", ""))
    if not list(wheels.glob("numpy-*wasm32.whl")):
        pytest.skip("PYODIDE_WHEELS names no folder with NumPy's wheel for Pyodide")
    try:
        install_packages()
    except NoNode as reason:
        pytest.skip(str(reason))
    core, folder = WORKBENCH / "node_modules" / "pyodide", tmp_path_factory.mktemp("runtime")
    for name in CORE:
        shutil.copyfile(core / name, folder / name)
    lock = json.loads((core / LOCK).read_text())
    for wheel in wheels.glob("*.whl"):
        shutil.copyfile(wheel, folder / wheel.name)
        entry = lock["packages"].get(wheel.name.partition("-")[0])
        if entry:
            entry |= {"file_name": wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}
    (folder / LOCK).write_text(json.dumps(lock))
    return folder


@pytest.fixture(scope="session")
def site(runtime, tmp_path_factory):
    """The built site, with the runtime in it."""
    pytest.importorskip("sphinx", reason="the site is built by the extra `site` (pip install -e '.[site]')")
    out = tmp_path_factory.mktemp("site") / "pages"
    command = [sys.executable, "-m", "website", str(out), "--runtime", str(runtime)]
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return out


@contextlib.contextmanager
def served(folder, handler=Pages):
    """Serve a folder as `grader site` does, or as another handler does; yield the address."""
    with PageServer(("127.0.0.1", 0), functools.partial(handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site):
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not here (pip install -e '.[browser]')")
    if not CHROMIUM:
        pytest.skip("there is no Chromium here (apt-get install chromium)")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium):
    """An empty profile. Whatever a page throws fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(120_000)
    thrown = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    yield context
    context.close()
    assert thrown == []


@pytest.fixture
def page(context):
    return context.new_page()
