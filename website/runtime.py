"""Where the page's Python comes from: Pyodide's content delivery network, or a folder that stands in the site itself.

Such a folder holds what Pyodide's release of this version has: its core, its lock file, and the wheels that are wanted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

VERSION = "0.28.3"
CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
LOCK = "pyodide-lock.json"

CORE = {
    "pyodide.asm.js": "b22e5831eade9ff10e6fe2c811c68688cd91f10154377b4f80debcf5bafa1e56",
    "pyodide.asm.wasm": "5effb6a1a6cc4a1a85bec4622701aa797c031e1de923cbbaf2ad47abdc4ab325",
    "python_stdlib.zip": "71fee17f88a6260ec8c9c7c063533ee59c021fdc88a1ce76247378d3c4a35f4c",
}
"""The sums (SHA-256) of this version's core."""

PACKAGES = ("numpy", "scipy", "threadpoolctl")
"""What the judge and the exercises import; NumPy is needed, the others where an exercise asks for them."""


class BadRuntime(Exception):
    """The folder cannot serve; the message says why."""


def runtime_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a runtime's folder that a site needs, each with its sum verified. Raises BadRuntime."""
    for name, wanted in CORE.items():
        yield _verified(folder / name, wanted)
    lock = folder / LOCK
    if not lock.is_file():
        raise BadRuntime(f"{folder} has no {LOCK}: it is no folder of Pyodide's release {VERSION}.")
    yield lock
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    wanted = dict.fromkeys(PACKAGES)
    for name in PACKAGES:
        wanted |= dict.fromkeys(packages.get(name, {}).get("depends", ()))
    for name in wanted:
        file = folder / packages[name]["file_name"]
        if file.is_file():
            yield _verified(file, packages[name]["sha256"])
        elif name == "numpy":
            raise BadRuntime(f"{file} is missing: without NumPy no exercise can be judged.")


def sha256(file: Path) -> str:
    """Return a file's SHA-256, in hexadecimal digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _verified(file: Path, wanted: str) -> Path:
    if not file.is_file():
        raise BadRuntime(f"{file} is missing: RUNTIME wants the files of Pyodide's release {VERSION}.")
    found = sha256(file)
    if found != wanted:
        raise BadRuntime(f"{file} is another file than Pyodide {VERSION} has: its SHA-256 is {found}, wanted {wanted}.")
    return file
