"""Probe the sandbox: run a file in it that tries what must not be reachable."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError
from grader.judge.sandbox.worker import Worker
from grader.paths import COURSE
from grader.runner.error_text import describe_error

KEY = "probe.probe"
TEXT = """
import importlib.util, os, resource, socket, sys

def probe(folders):
    reached = []
    def reach(what, do):
        try:
            do()
        except Exception:
            return
        reached.append(what)
    reach("the network", lambda: socket.create_connection(("127.0.0.1", 9), 1) and 0)
    reach("sockets", lambda: socket.socket())
    for folder in folders:
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            path = os.path.join(folder, name)
            if not (sys.base_prefix + "/").startswith(path + "/"):  # the way to the interpreter is there
                reached.append(path)
    reach("the processes of this machine", lambda: open("/proc/1/cmdline"))
    reach("new processes", lambda: os.fork() or os._exit(0))
    reach("files outside of /tmp", lambda: open("/reached", "w"))
    reached += [f"the package {name}" for name in ("torch", "nbgrader", "pytest") if importlib.util.find_spec(name)]
    reached += [f"the variable {name}" for name in os.environ if name in ("USER", "SSH_AUTH_SOCK", "PYTHONPATH")]
    names = ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE")
    unbound = [name for name in names if resource.getrlimit(getattr(resource, name))[1] == resource.RLIM_INFINITY]
    import numpy, scipy.special
    return tuple(reached), tuple(unbound), numpy.__version__
"""


@dataclass(frozen=True)
class ProbeReport:
    """What a probe reached that it should not, and which of the system's limits were not set."""

    reached: tuple[str, ...]
    unbound: tuple[str, ...]


def probe_sandbox(*, sandboxed: bool = True) -> ProbeReport:
    """Start a worker and report what code in it can reach. Raises GraderError where it does not start or answer."""
    with Worker({KEY: TEXT}, sandboxed=sandboxed, vetted=False) as worker:
        runner = worker.run("probe", "probe")
        loaded = runner.load()
        if loaded.error:
            raise GraderError(loaded.error)
        result = runner.observe({"folders": (str(COURSE), str(Path.home()), "/etc", "/var", "/root", "/home")}).calls[0]
    if result.error:
        raise GraderError(f"the sandbox does not run what it is to run: {describe_error(result.error)}")
    reached, unbound, _ = result.returned
    return ProbeReport(reached[:10], unbound)
