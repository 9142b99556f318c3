"""Code that looks for answers, for its judge, or for a way out; what it finds it prints with the word FOUND."""

from tests.hostile.attacks import Attack, gelu

LOOK = """
def look(what, do):
    try:
        found = do()
    except BaseException as error:
        return
    if found: print('FOUND', what, str(found)[:300])
"""


def spy(code: str) -> Attack:
    """Return an attack that looks and computes nothing."""
    return Attack(gelu(top=LOOK + code))


PEERS = """
import os, ctypes
libc = ctypes.CDLL(None, use_errno=True)
look('a fork', os.fork)
for pid in (1, 2, os.getppid()):
    look('the memory of another', lambda: open(f'/proc/{pid}/mem', 'rb'))
    look('ptrace', lambda: libc.ptrace(16, pid, 0, 0) == 0)
    look('a descriptor of another', lambda: os.pidfd_open(pid))
    look('a signal', lambda: os.kill(pid, 0) is None)
    buffer = ctypes.create_string_buffer(64)
    look('vm_readv', lambda: libc.process_vm_readv(pid, buffer, 1, buffer, 1, 0) > 0)
look('unshare', lambda: libc.unshare(0x10000000) == 0)
look('mount', lambda: libc.mount(b'tmpfs', b'/mnt', b'tmpfs', 0, 0) == 0)
look('chroot', lambda: libc.chroot(b'/tmp') == 0)
"""
NETWORK = """
import socket, urllib.request
look('a socket', lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM))
look('a unix socket', lambda: socket.socket(socket.AF_UNIX))
look('a name', lambda: socket.gethostbyname('localhost'))
look('a page', lambda: urllib.request.urlopen('http://127.0.0.1', timeout=1))
look('a connection', lambda: socket.create_connection(('127.0.0.1', 22), 1))
"""
FILES = """
import os, sys
WORDS = 'solution catalog oracle recorded judge worker witness .npz verdict'.split()
for path in ('/proc', '/sys', '/work', '/etc', '/var', '/run', '/mnt', '/opt', '/dev/shm'):
    look(path, lambda: os.listdir(path))
system = ('usr', 'lib', 'lib32', 'lib64', 'bin', 'sbin', 'dev')
for top in os.listdir('/'):
    for root, folders, files in os.walk('/' + top) if top not in system else ():
        for name in files:
            path = os.path.join(root, name)
            parts = ('/house/', '/packages/numpy', '/packages/scipy', '/packages/threadpoolctl.py')
            known = path.startswith((sys.base_prefix, *parts))
            ours = path.startswith('/house/') and any(word in path for word in WORDS)
            packages = path.startswith(sys.base_prefix) and '/site-packages/' in path
            if not known or ours or packages: print('FOUND', path)
for path in ('/x', '/house/x', '/packages/x', '/packages/numpy/x.py', '/usr/x', '/dev/x', '/dev/shm/x', '/bin/x'):
    look('a way to write ' + path, lambda: open(path, 'w'))
"""
SURROUNDINGS = """
import os, sys
for name in os.environ:
    known = ('PATH', 'HOME', 'TMPDIR', 'LANG', 'PWD', 'LC_CTYPE', 'KMP_DUPLICATE_LIB_OK')  # threadpoolctl sets the last
    if name not in known and 'NUM_THREADS' not in name and not name.startswith('MALLOC_'):
        print('FOUND', name)
judge_only = ('grader.judge', 'grader.course.registry', 'reference.oracles', 'reference.part', 'solutions', 'torch')
for name in sys.modules:
    if name.startswith(judge_only):
        print('FOUND', name)
look('an argument', lambda: [a for a in sys.argv if 'seed' in a])
"""
IMPORTS = """
import importlib, runpy, sys, glob, site
for pattern in ('/usr/lib/python3*/dist-packages', '/usr/local/lib/python3*/*-packages', '/*'):
    sys.path += glob.glob(pattern)
names = '''torch jax tensorflow autograd solutions solutions.part03_linear_algebra.gelu grader.judge.judge
    grader.course.registry grader.judge.sandbox.worker reference.oracles reference.part03_linear_algebra.gelu
    nbgrader pip setuptools pytest matplotlib'''
for name in names.split():
    look('import of ' + name, lambda: importlib.import_module(name))
    look('__import__ of ' + name, lambda: __import__(name))
    look('exec of ' + name, lambda: exec(f'import {name}') or name)
    look('runpy of ' + name, lambda: runpy.run_module(name))
    look('spec of ' + name, lambda: importlib.util.find_spec(name))
"""
MEMORY = """
import gc, sys
words = ('truth', 'oracle', 'survivors', 'Mistake', 'Posed', 'max_points', 'gradebook')
for thing in gc.get_objects():
    if isinstance(thing, dict):
        for key in list(thing):
            if key in words: print('FOUND', key)
frame = sys._getframe()
while frame:
    for name, value in frame.f_locals.items():
        if name in ('seed', 'truth', 'exercise', 'judging', 'verdict', 'wanted'): print('FOUND', name)
    frame = frame.f_back
"""

ATTACKS = {
    "other processes": spy(PEERS),
    "the network": spy(NETWORK),
    "the file system": spy(FILES),
    "the environment": spy(SURROUNDINGS),
    "forbidden modules by every route": spy(IMPORTS),
    "its own memory": spy(MEMORY),
    "an import of torch": Attack(gelu(top="import torch"), "imports torch"),
    "an import of the judge": Attack(gelu(top="from grader.judge import judge"), "imports grader"),
    "an import of the catalogue": Attack(gelu(top="import grader.course.registry"), "imports grader"),
    "an import of the solutions": Attack(
        gelu(top="from solutions.part03_linear_algebra.gelu import gelu as right"), "imports solutions"
    ),
    "ctypes on a library of the grader's": Attack(
        gelu(forward="import ctypes\nctypes.CDLL('/opt/libtorch.so')"), "cannot open shared object"
    ),
}
