"""The workbench of the pages: its scripts bundled by esbuild, the judge's wheel, and where the runtime comes from."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from website import COURSE
from website.course_data import course_data
from website.fonts import lay_fonts
from website.judge_wheel import build_wheel
from website.runtime import CDN, CORE, LOCK, VERSION, runtime_files, sha256

WORKBENCH = COURSE / "website" / "workbench"
PLACE = "_static/workbench"
"""Where the workbench stands in a built site."""

RUNTIME = f"{PLACE}/runtime/{VERSION}/"
CDN_BYTES = 16_500_000
"""What the network's copy of the runtime has for an exercise without SciPy; a folder's is counted."""

STALL = 30
"""Seconds without a byte after which the page gives a file up, says so, and offers to try again."""

KEPT_OFFLINE = (".html", ".css", ".js", ".json", ".svg", ".png", ".whl", ".woff2")


class NoNode(Exception):
    """The bundle cannot be made on this machine; the message says why."""


def bundle(site: Path, runtime: Path | None) -> None:
    """Put the workbench into a built site. Raises NoNode, and BadRuntime for a folder that cannot serve."""
    out = site / PLACE
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    files = list(runtime_files(runtime)) if runtime else []
    for file in files:
        target = site / RUNTIME / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    install_packages()
    lay_fonts(site)
    _esbuild("main.js", out / "workbench.js")
    _esbuild("worker.js", out / "worker.js", "--external:node:*")
    _esbuild("tokens.js", out / "tokens.js")
    wheel = build_wheel(out)
    (out / "course.json").write_text(json.dumps(course_data()), encoding="utf-8")
    size = sum(file.stat().st_size for file in files if "scipy" not in file.name and "openblas" not in file.name)
    where = {
        "index": f"runtime/{VERSION}/" if runtime else CDN,
        "wheel": wheel.name,
        "wheelSum": sha256(wheel),
        "core": CORE | {LOCK: sha256(runtime / LOCK) if runtime else None},
        "stall": STALL,
        "bytes": (size or CDN_BYTES) + wheel.stat().st_size,
        "offline": True,
    }
    (out / "runtime.json").write_text(json.dumps(where), encoding="utf-8")
    _write_service_worker(site, RUNTIME if runtime else CDN)


def install_packages() -> None:
    """Install what the bundle is made of, as the lock file has it, unless it is there. Raises NoNode."""
    if not shutil.which("npm"):
        raise NoNode("the workbench needs Node 18 or newer, with npm, to be bundled; it is not here")
    installed = WORKBENCH / "node_modules" / ".package-lock.json"
    if installed.is_file() and installed.stat().st_mtime >= (WORKBENCH / "package-lock.json").stat().st_mtime:
        return
    done = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=WORKBENCH,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoNode(f"the workbench could not be bundled, `npm ci` failed: {done.stderr.strip()[:300]}")
    installed.touch()


def _esbuild(script: str, out: Path, *options: str) -> None:
    command = [WORKBENCH / "node_modules" / ".bin" / "esbuild", WORKBENCH / "src" / script, f"--outfile={out}"]
    shape = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=warning"]
    subprocess.run([*command, *shape, *options], check=True)


def _write_service_worker(site: Path, runtime: str) -> None:
    """Write the service worker, which keeps every file of the site; its version is a sum of them all."""
    known = site / "offline.js"
    known.unlink(missing_ok=True)
    names = sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.suffix in KEPT_OFFLINE and RUNTIME not in path.as_posix() and "_sources" not in path.parts
    )
    total = hashlib.sha256()
    for name in names:
        total.update(name.encode() + (site / name).read_bytes())
    defined = {"FILES": names, "VERSION": total.hexdigest()[:16], "RUNTIME": runtime}
    _esbuild("offline.js", known, *(f"--define:{name}={json.dumps(value)}" for name, value in defined.items()))
