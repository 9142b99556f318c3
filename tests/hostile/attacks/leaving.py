"""Code that ends its process, or what it runs in, in the middle of a question, or spoils that for who comes after."""

from tests.hostile.attacks import Attack, gelu

ENDED = "it ended its process"
REAL = "import posix"
REFUSED = "Operation not permitted"
PARENT = "import os, resource, struct\nparent = os.getppid()\n"


def spoiling(code: str, said: str = REFUSED) -> Attack:
    """Return an attack on the process that later items come from; `train` needs a folder to write to."""
    return Attack(gelu(forward=PARENT + code), said, honest="train")


EVIL = """
class Named(type):
    @property
    def __name__(cls): raise SystemExit
class Untold(Exception, metaclass=Named): pass
class Unclassed(Exception):
    __class__ = property(lambda self: 1 / 0)
class Endless(NotImplementedError):
    def __str__(self):
        while True: pass
class Large(Exception):
    def __str__(self): return '\\x1b[2J\\ud800\\0\\u202e' * 10**6
"""

ATTACKS = {
    "os._exit at import": Attack(gelu(top="import os\nos._exit(0)"), "instead of returning"),
    "os._exit in the forward": Attack(gelu(forward="import os\nos._exit(0)"), "instead of returning"),
    "os._exit in backward": Attack(gelu(backward="import os\nos._exit(0)"), "instead of returning"),
    "the real _exit at import": Attack(gelu(top=f"{REAL}\nposix._exit(0)"), f"{ENDED} (exit code 0)"),
    "the real _exit in the forward": Attack(gelu(forward=f"{REAL}\nposix._exit(7)"), f"{ENDED} (exit code 7)"),
    "the real _exit in backward": Attack(gelu(backward=f"{REAL}\nposix._exit(0)"), f"{ENDED} (exit code 0)"),
    "sys.exit": Attack(gelu(forward="import sys\nsys.exit(0)"), "it leaves Python by exit(0)"),
    "sys.exit with an object": Attack(
        gelu(forward="class E:\n    def __repr__(self): raise SystemExit\nraise SystemExit(E())"), ""
    ),
    "BaseException": Attack(gelu(forward="raise BaseException('base')"), "BaseException: base"),
    "KeyboardInterrupt": Attack(gelu(forward="raise KeyboardInterrupt"), "the forward fails: KeyboardInterrupt"),
    "GeneratorExit": Attack(gelu(backward="raise GeneratorExit", output="np.zeros(x.shape)"), "GeneratorExit"),
    "an exception that cannot be told": Attack(
        gelu(forward="class E(Exception):\n    def __str__(self): raise E\nraise E"), ""
    ),
    "abort": Attack(gelu(forward="import os\nos.abort()"), ENDED),
    "a segmentation fault": Attack(gelu(forward="import ctypes\nctypes.string_at(8)"), f"{ENDED} (SIGSEGV)"),
    "its own SIGKILL": Attack(gelu(forward="import os, signal\nos.kill(os.getpid(), 9)"), "Operation not permitted"),
    "its parent's SIGKILL": Attack(gelu(forward="import os\nos.kill(os.getppid(), 9)"), "Operation not permitted"),
    "everybody's SIGKILL": Attack(gelu(top="import os\nos.kill(-1, 9)"), "Operation not permitted"),
    "its group's SIGKILL": Attack(gelu(top="import os\nos.killpg(0, 9)"), "Operation not permitted"),
    "the first process's SIGKILL": Attack(gelu(backward="import os\nos.kill(1, 9)", output="0.0 * x"), "not permitted"),
    "no CPU time left": Attack(
        gelu(forward="import resource\nresource.setrlimit(resource.RLIMIT_CPU, (0, 0))\nwhile True: pass"),
        "its process was killed",
    ),
    "a write beyond its array": Attack(
        gelu(forward="for step in (8, -8): np.lib.stride_tricks.as_strided(x, (2**20,), (step,))[:] = 0"), ENDED
    ),
    "code that is none": Attack(
        gelu(forward="code = (lambda: 0).__code__.replace(co_code=b'd\\xff' * 50, co_stacksize=0)\n"
                     "type(gelu)(code, {})()"), ENDED
    ),
    "an exception whose class has no name": Attack(gelu(top=EVIL, forward="raise Untold"), "the forward fails: Untold"),
    "an exception of no class": Attack(gelu(top=EVIL, forward="raise Unclassed"), "the forward fails: Unclassed"),
    "an exception that is told without end": Attack(
        gelu(top=EVIL, forward="raise Endless"), "does not finish", seconds=0.3
    ),
    "an exception of nine megabytes": Attack(gelu(top=EVIL, forward="raise Large"), "the forward fails: Large"),
    "a group of groups of exceptions": Attack(
        gelu(forward="e = ValueError()\nfor _ in range(5000): e = ExceptionGroup('g', [e])\nraise e"), "ExceptionGroup"
    ),
    "a chain of exceptions": Attack(
        gelu(forward="e = ValueError()\nfor _ in range(10**5):\n    e, e.__context__ = ValueError('last'), e\nraise e"),
        "ValueError: last",
    ),
    "its parent's files may have no bytes": spoiling("resource.prlimit(parent, resource.RLIMIT_FSIZE, (0, 0))"),
    "its parent's memory is bounded": spoiling("resource.prlimit(parent, resource.RLIMIT_AS, (2**20, 2**20))"),
    "its parent comes last": spoiling("os.setpriority(os.PRIO_PROCESS, parent, 19)"),
    "its parent owns a file": spoiling("import fcntl\nfcntl.fcntl(3, fcntl.F_SETOWN, parent)"),
    "its parent owns a file by the newer call": spoiling(
        "import fcntl\nfcntl.fcntl(3, 15, struct.pack('ii', 1, parent))"
    ),
    "a file's signal is SIGKILL": spoiling("import fcntl\nfcntl.fcntl(3, 10, 9)"),
    "its parent owns a socket": spoiling("import fcntl\nfcntl.ioctl(3, 0x8901, struct.pack('i', parent))"),
    "its parent's group owns a socket": spoiling("import fcntl\nfcntl.ioctl(3, 0x8902, struct.pack('i', -parent))"),
    "its parent's processors are taken": spoiling("os.sched_setaffinity(parent, [0])"),
    "its parent waits for an idle machine": spoiling("os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0))"),
    "the folder for all is closed to writing": spoiling("os.chmod('/tmp', 0o500)", "wanted"),
    "the folder for all is closed": spoiling("os.chmod('/tmp', 0)", "wanted"),
    "a word left on the folder for all": spoiling("os.setxattr('/tmp', 'user.word', b'word')"),
}  # fmt: skip
