"""The command that starts a fork server under bubblewrap, where it can reach nothing but NumPy, SciPy and itself."""

from __future__ import annotations

import importlib.util
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from grader.course.packs import loaded_packs
from grader.errors import GraderError
from grader.paths import COURSE
from grader.runner import platform

HOUSE = "/house"
DRIVERS = ("part*/__init__.py", "part*/*/driver.py")
"""What a folder of parts has for the side where answers run."""

SHIPPED = (
    "grader/__init__.py",
    "grader/errors.py",
    "grader/paths.py",
    "grader/runner",
    "grader/course/__init__.py",
    "grader/course/drivers",
    *(str(path.relative_to(COURSE)) for each in DRIVERS for path in sorted((COURSE / "grader/course").glob(each))),
    "reference/__init__.py",
    "reference/naming.py",
)
"""All of the course itself that is there in the sandbox."""

PACKAGES = ("numpy", "numpy.libs", "scipy", "scipy.libs")
MODULES = ("threadpoolctl",)
"""Packages of one file; part 15's pieces say by it how many threads BLAS may take."""

SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
TMP_SIZE = 64 * 2**20
KEPT_MEMORY = 32 * 2**20
"""Bytes of freed memory that a process keeps for its next array (glibc's `mallopt`): new pages cost a fault each."""

MINIMUM_VERSION = (0, 8)
"""The first bubblewrap that can bound a tmpfs and forbid further namespaces."""

FORBIDDEN_NAMESPACES = (
    "This system may forbid namespaces to ordinary users: see kernel.apparmor_restrict_unprivileged_userns and "
    "kernel.unprivileged_userns_clone (sysctl), or in a container its seccomp profile."
)
HOW_TO_GET = "It is Debian's and Ubuntu's package `bubblewrap`, Fedora's and Arch's too: apt-get install bubblewrap."


class SandboxUnavailable(GraderError):
    """No sandbox can be had on this machine; says why and what to do."""


def bubblewrap_path() -> str:
    """Return the path of bubblewrap. Raises SandboxUnavailable where there is none."""
    if not platform.MAY_HAVE_SANDBOX:
        raise SandboxUnavailable(platform.MARKS_NEED)
    found = shutil.which("bwrap")
    if not found:
        raise SandboxUnavailable(f"bubblewrap (bwrap) is not installed. {HOW_TO_GET}")
    version = _version(found)
    if version < MINIMUM_VERSION:
        told = ".".join(map(str, version)) or "of no known version"
        raise SandboxUnavailable(
            f"{found} is {told}; {'.'.join(map(str, MINIMUM_VERSION))} or newer is needed, as Debian 12 has it."
        )
    return found


def sandboxed_command(modules: str) -> list[str]:
    """Return the command of a sandboxed fork server that imports `modules`. Raises SandboxUnavailable."""
    binds = [*_system(), *_python(), *_packages(), *_shipped()]
    return [
        bubblewrap_path(),
        "--unshare-all",
        "--unshare-user",  # needed here even where the caller is root: it takes away what root may do
        "--disable-userns",
        *("--uid", "65534", "--gid", "65534"),
        *("--cap-drop", "ALL"),
        "--die-with-parent",
        "--new-session",
        "--clearenv",
        *(word for name, value in environment("/tmp").items() for word in ("--setenv", name, value)),
        *binds,
        *("--size", str(TMP_SIZE), "--tmpfs", "/tmp"),
        *("--remount-ro", "/"),
        *("--chdir", "/tmp"),
        *_fork_server("confined", modules, f"{HOUSE}/grader/runner/fork_server.py", [], [HOUSE, "/packages"]),
    ]


def plain_command(modules: str) -> list[str]:
    """Return the command of a fork server that only the system's limits bound: for code that is trusted."""
    packages = {str(Path(importlib.util.find_spec(name).origin).parent.parent) for name in ("numpy", "scipy")}
    script, parts = str(COURSE / "grader/runner/fork_server.py"), [str(pack.course) for pack in loaded_packs()]
    return _fork_server("free", modules, script, parts, [str(COURSE), *sorted(packages)])


def environment(tmp: str) -> dict[str, str]:
    """Return all environment variables of the fork server; one BLAS thread, since many workers run at once."""
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = dict.fromkeys(("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_"), str(KEPT_MEMORY))
    return {"PATH": "/usr/bin:/bin", "HOME": tmp, "TMPDIR": tmp, "LANG": "C.UTF-8", **one, **kept}


def _fork_server(how: str, modules: str, script: str, parts: list[str], folders: list[str]) -> list[str]:
    program = sys.executable if how == "free" else _interpreter()
    return [program, "-I", "-S", "-B", script, how, modules, os.pathsep.join(parts), *folders]


@cache
def _version(program: str) -> tuple[int, ...]:
    """Return bubblewrap's version, as `bwrap --version` tells it: "bubblewrap 0.8.0"."""
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8", check=False).stdout.split()
    return tuple(int(n) for n in said[-1].split(".") if n.isdigit()) if said else ()


@cache
def _interpreter() -> str:
    """Return the real interpreter: a virtual environment's is a link, which would need its folder."""
    return os.path.realpath(sys.executable)


def _system() -> Iterator[str]:
    """Bind the system's programs and libraries, and hide the Python packages among them."""
    for folder in SYSTEM:
        if os.path.islink(folder):
            yield from ("--symlink", os.readlink(folder), folder)
        elif os.path.isdir(folder):
            yield from ("--ro-bind", folder, folder)
    for device in DEVICES:
        yield from ("--dev-bind", device, device)
    for hidden in _package_folders():
        if hidden.startswith("/usr/"):
            yield from ("--tmpfs", hidden, "--remount-ro", hidden)


def _python() -> Iterator[str]:
    """Bind the interpreter's own installation where it is not the system's, without its packages."""
    base = os.path.realpath(sys.base_prefix)
    if base.startswith("/usr"):
        return
    yield from ("--ro-bind", base, base)
    for hidden in _package_folders():
        if hidden.startswith(base + "/"):
            yield from ("--tmpfs", hidden, "--remount-ro", hidden)


def _package_folders() -> list[str]:
    """Return the folders in which packages are installed, of this Python and of the system's."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    base = os.path.realpath(sys.base_prefix)
    own = sysconfig.get_paths(vars={"base": base, "platbase": base, "installed_base": base})
    found = {own["purelib"], own["platlib"], *site.getsitepackages([base])}
    found |= {str(p) for p in Path("/usr").glob("lib/python3*/dist-packages")}
    found |= {str(p) for p in Path("/usr/local").glob("lib/python3*/*-packages")}
    found |= {f"{base}/lib/{version}/site-packages"}
    return sorted(folder for folder in found if os.path.isdir(folder))


def _packages() -> Iterator[str]:
    """Bind NumPy, SciPy and the module that bounds their threads, and no other package."""
    for name in MODULES:
        spec = importlib.util.find_spec(name)
        if spec is None or spec.origin is None:
            raise SandboxUnavailable(f"{name} is not installed for {sys.executable}: pip install {name}")
        yield from ("--ro-bind", spec.origin, f"/packages/{name}.py")
    for name in PACKAGES:
        spec = importlib.util.find_spec(name.removesuffix(".libs"))
        if spec is None or spec.origin is None:
            raise SandboxUnavailable(f"{name} is not installed for {sys.executable}: pip install {name}")
        folder = Path(spec.origin).parent.parent / name
        if folder.is_dir():
            yield from ("--ro-bind", str(folder), f"/packages/{name}")


def _shipped() -> Iterator[str]:
    """Bind what is shipped of the project, and the drivers of packs among the course's own."""
    for path in SHIPPED:
        yield from ("--ro-bind", str(COURSE / path), f"{HOUSE}/{path}")
    for pack in loaded_packs():
        for driver in (driver for pattern in DRIVERS for driver in sorted(pack.course.glob(pattern))):
            yield from ("--ro-bind", str(driver), f"{HOUSE}/grader/course/{driver.relative_to(pack.course)}")


def start(command: list[str], connection: int, cwd: str, environ: dict[str, str]) -> subprocess.Popen:
    """Start a fork server whose standard input is the connection. Its stderr is kept for a report."""
    try:
        return subprocess.Popen(
            command, stdin=connection, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd, env=environ
        )
    except OSError as error:
        raise SandboxUnavailable(f"{command[0]} cannot be started: {error.strerror}.") from None
