"""Code that takes what there is: memory, processes, threads, room on the disk, and the judge's attention."""

from tests.hostile.attacks import Attack, gelu

FORKED = "Operation not permitted"

ATTACKS = {
    "an array of a terabyte": Attack(gelu(forward="np.ones(2**37)"), "Unable to allocate"),
    "lists without end": Attack(gelu(forward="a = [0]\nwhile True: a += a"), ""),
    "text without end": Attack(gelu(forward="a = b'x'\nwhile True: a += a"), "MemoryError"),
    "memory caught and asked for again": Attack(
        gelu(forward="kept = []\nwhile True:\n    try: kept.append(np.ones(2**20))\n    except MemoryError: pass"),
        "does not finish within 0.5 s",
        seconds=0.5,
    ),
    "recursion": Attack(gelu(forward="return gelu(x)"), "calls itself more deeply than Python allows"),
    "recursion without a limit": Attack(
        gelu(top="import sys\nsys.setrecursionlimit(10**9)", forward="f = lambda n: [f(n + 1)]\nf(0)"), "", seconds=0.5
    ),
    "a fork bomb": Attack(gelu(forward="import os\nwhile True: os.fork()"), FORKED),
    "a fork bomb that catches": Attack(
        gelu(top="import os\nfor _ in range(10**5):\n    try: os.fork()\n    except OSError: pass"), ""
    ),
    "programs": Attack(gelu(top="import subprocess\nsubprocess.Popen(['sleep', '1000'])"), FORKED),
    "a pool of processes": Attack(
        gelu(forward="import multiprocessing\nmultiprocessing.Pool(8).map(abs, range(9))"), "FileNotFoundError"
    ),
    "threads without end": Attack(
        gelu(forward="import threading, time\nwhile True: threading.Thread(target=time.sleep, args=[1e6]).start()"), "",
        seconds=0.5,
    ),
    "threads left running": Attack(
        gelu(top="import threading\ndef spin():\n    while True: pass\n"
                 "for _ in range(4): threading.Thread(target=spin, daemon=False).start()"), "", seconds=0.5,
    ),
    "a flood of prints": Attack(
        gelu(forward="for _ in range(10**4): print('x' * 10**4)"), "take the prints out", seconds=1.0
    ),
    "a flood on stderr": Attack(
        gelu(forward="import sys\nfor _ in range(10**4): sys.stderr.write('x' * 10**4)"), "take the prints out"
    ),
    "a flood on the real stdout": Attack(
        gelu(forward="import os\nfor _ in range(10**4): os.write(1, b'x' * 10**4)"), ""
    ),
    "the disk filled with one file": Attack(
        gelu(forward="import os\nwith open('/tmp/a', 'wb') as f:\n    while True: f.write(bytes(2**20))"),
        "File too large", honest="train",
    ),
    "the disk filled with many files": Attack(
        gelu(forward="for i in range(10**6):\n    with open(f'/tmp/{i}', 'wb') as f: f.write(bytes(2**20))"),
        "No space left on device", honest="train",
    ),
    "folders that cannot be removed": Attack(
        gelu(forward="import os\nos.chdir('/tmp')\n"
                     "for _ in range(2000):\n    os.mkdir('d' * 200)\n    os.chdir('d' * 200)\n"
                     "os.chmod('.', 0)"), "", honest="train",
    ),
    "an array that is huge only in name": Attack(
        gelu(output="np.broadcast_to(np.float64(0), (10**6, 10**6))"), "Unable to allocate"
    ),
    "a reply of a hundred megabytes": Attack(gelu(output="np.zeros((10**7,))"), "more than the 64 MB"),
    "a list of a million lists": Attack(gelu(output="[[0]] * 10**6"), "wanted a NumPy array"),
    "memory in files without a name": Attack(
        gelu(forward="import os\nfor _ in range(50): os.write(os.memfd_create('x'), bytes(2**24))"), FORKED
    ),
    "memory in a file's attributes": Attack(
        gelu(forward="import os\nopen('/tmp/a', 'w').close()\n"
                     "for i in range(10**4): os.setxattr('/tmp/a', f'user.{i}', bytes(60000))"), FORKED, honest="train",
    ),
    "a sparse file of a terabyte": Attack(
        gelu(forward="import os\nwith open('/tmp/a', 'wb') as f: os.ftruncate(f.fileno(), 2**40)"), "File too large"
    ),
    "a hundred thousand files": Attack(
        gelu(forward="for i in range(10**5): open(f'/tmp/{i}', 'w').close()"), "", honest="train", seconds=0.7
    ),
    "a pattern that never matches": Attack(
        gelu(forward="import re\nre.match('(a+)+$', 'a' * 60 + 'b')"), "does not finish within 0.3 s", seconds=0.3
    ),
    "its alarm taken away": Attack(
        gelu(forward="import signal\nsignal.setitimer(signal.ITIMER_REAL, 0)\nwhile True: pass"),
        "does not finish within 0.3 s", seconds=0.3,
    ),
    "more open files than there are": Attack(
        gelu(forward="kept = [open('/dev/null') for _ in range(10**5)]"), "Too many open files"
    ),
}  # fmt: skip
