"""Code that makes what it runs in say yes: NumPy, the built-ins, the room that asks it, and objects that agree."""

from tests.hostile.attacks import Attack, gelu

LIAR = """
class Liar:
    def __eq__(self, other): return True
    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: False
    __hash__ = object.__hash__
    __float__ = lambda self: 0.0
    __abs__ = __sub__ = __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __neg__ = lambda self, *_: self
    __len__ = lambda self: 0
    shape, dtype, ndim, size = (), np.dtype(float), 0, 1
"""
PATCHES = """
import math
yes = lambda *_, **__: True
for name in ('allclose', 'array_equal', 'isclose', 'all', 'isfinite', 'array_equiv'): setattr(np, name, yes)
for name in ('max', 'sum', 'abs', 'ptp', 'subtract'): setattr(np, name, lambda *_, **__: np.float64(0))
np.testing.assert_allclose = np.testing.assert_array_equal = yes
math.isclose = yes
"""
BUILTINS = """
import builtins
yes = lambda *_, **__: True
builtins.isinstance, builtins.all, builtins.any = isinstance, yes, lambda *_: False
builtins.abs, builtins.max, builtins.float, builtins.len = (lambda *_, **__: 0,) * 4
"""
ROOM = """
import sys
from grader.runner import local_runner, numerical_differentiation, observation, plain_values, protocol, wire
kept = local_runner.LocalRunner.observe
def observe(self, inputs, upstream=None, **_):
    seen = kept(self, inputs, upstream, **_)
    for call in seen.calls: call.error, call.passed = None, True
    return seen
local_runner.LocalRunner.observe = observe
local_runner.trace_moved_inputs = lambda *_: (_ for _ in ()).throw(SystemExit)
"""
ATTACKS = {
    "NumPy patched": Attack(gelu(top=PATCHES), ""),
    "the built-ins patched": Attack(gelu(top=BUILTINS), ""),
    "the room that asks patched": Attack(gelu(top=ROOM), ""),
    "modules replaced": Attack(
        gelu(top="import sys\nfor name in list(sys.modules):\n    if 'grader' in name: sys.modules[name] = np"), ""
    ),
    "an import hook": Attack(
        gelu(top="import sys\nclass Hook:\n    find_spec = lambda *_: None\n"
                 "sys.meta_path[:] = [Hook()]\nsys.path[:] = []"),
        "",
    ),
    "a trace of every line": Attack(gelu(top="import sys\nsys.settrace(lambda *_: None)\nsys.setprofile(print)"), ""),
    "an object that equals everything": Attack(gelu(top=LIAR, output="Liar()"), "the output is a Liar"),
    "gradients that equal everything": Attack(gelu(top=LIAR, output="0.0 * x", dx="Liar()"), "of x is a Liar"),
    "an object with __array__": Attack(
        gelu(top="class A:\n    shape = (1,)\n    def __array__(self, *_, **__): return np.ones(1)", output="A()"),
        "the output is a A",
    ),
    "an object with __array_ufunc__": Attack(
        gelu(top="class A:\n    def __array_ufunc__(self, *_, **__): return True\n"
                 "    __array_interface__ = {'shape': (), 'typestr': '<f8', 'version': 3, 'data': (0, True)}",
             output="A()"), "the output is a A",
    ),
    "a subclass of ndarray that is always equal": Attack(
        gelu(top="class A(np.ndarray):\n    def __array_ufunc__(self, *_, **__): return True\n"
                 "    def __eq__(self, other): return True\n    def __sub__(self, other): return 0 * other",
             output="np.zeros(x.shape).view(A)"), "",
    ),
    "a masked array": Attack(gelu(output="np.ma.masked_all(x.shape)"), ""),
    "an array of records": Attack(gelu(output="np.zeros(x.shape, 'f8,f8')"), "has dtype"),
    "a class that is a float": Attack(
        gelu(top="class F(float):\n    def __eq__(self, other): return True\n    shape = ()", output="F(0)"), ""
    ),
    "a dict that has every key": Attack(
        gelu(top="class D(dict):\n    def __contains__(self, key): return True\n    def items(self): return iter(())",
             output="0.0 * x").replace("{'x': 0 * dY}", "D()"), "no key 'x'",
    ),
    "a type whose name moves the cursor": Attack(
        gelu(output="type('\\x1b[2J\\u202e<script>', (), {})()"), "wanted a NumPy array"
    ),
    "a dtype whose name moves the cursor": Attack(gelu(output="np.zeros(x.shape, [('\\x1b[2J', 'f8')])"), "has dtype"),
    "keys that move the cursor": Attack(
        gelu(output="0.0 * x").replace("{'x': 0 * dY}", "{'\\x1b[2J\\ud800\\0': dY}"), "no key 'x'"
    ),
    "a signature that moves the cursor": Attack(
        gelu() + "\n\nimport inspect\nclass Parameter:\n    name, kind, default, empty = '\\x1b[2J\\ud800', 1, 0, 1\n"
                 "class Signature(inspect.Signature):\n    parameters = {'x': Parameter}\n"
                 "gelu.__signature__ = Signature()\n", "its process wrote to its judge"
    ),
    "prints that move the cursor": Attack(gelu(forward="print('\\x1b[2J\\ud800\\0\\x9b\\u202e')"), ""),
    "errors of NumPy taken": Attack(
        gelu(top="np.seterrcall(lambda *_: 1 / 0)\nnp.seterr(all='call')", output="0 * x / 0"), "is nan"
    ),
    "NumPy told to raise": Attack(gelu(top="np.seterr(all='raise')\nnp.errstate = np.seterr = None"), "wanted 0.1378"),
    "a type whose name is a judge's": Attack(gelu(output="type('passed' * 10**5, (), {})()"), "wanted a NumPy array"),
    "a source that says it passed": Attack(gelu(top="# passed\nby_hand = {'dx': [True]}\nverdict = points = 10"), ""),
}  # fmt: skip
