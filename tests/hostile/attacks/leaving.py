"""Code that ends its process, or what it runs in, in the middle of a question."""

from attacks import Attack, gelu

ENDED = "it ended its process"
REAL = "import posix"

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
    "KeyboardInterrupt": Attack(gelu(forward="raise KeyboardInterrupt"), ENDED),
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
}  # fmt: skip
