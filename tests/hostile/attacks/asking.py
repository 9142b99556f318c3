"""Code that is asked which op is spoilt, and looks for it anywhere but in what the op computes."""

import numpy as np

from grader.course import registry
from reference import oracles
from tests.hostile.attacks import Attack

PROMISED = 0.14
"""The share of the three cases in which an error is promised: an attack that raises there earns it, by right."""

FAULTS = (
    "upstream forgotten", "last entry", "middle entry", "errors that cancel", "a quarter more",
    "one percent more", "a ten-thousandth more", "wrong sign", "first wrong", "one axis more", "left out",
    "not spread", "one row", "one percent less", "too much for noise",
)  # fmt: skip
"""What the bank calls its faults, where that is no word of Python's or NumPy's."""

LOOK = """
import gc, sys
import numpy as np
FAULTS = {faults!r}

def strings(thing, depth=6, seen=None):
    seen = set() if seen is None else seen
    if id(thing) in seen or not depth:
        return
    seen.add(id(thing))
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, dict):
        for pair in list(thing.items()):
            for part in pair: yield from strings(part, depth - 1, seen)
    elif isinstance(thing, type):
        return
    elif isinstance(thing, (tuple, list, set)):
        for part in list(thing): yield from strings(part, depth - 1, seen)
    else:
        for cell in getattr(thing, '__closure__', None) or ():
            yield from strings(cell.cell_contents, depth - 1, seen)
        for name in '__dict__ __defaults__ __kwdefaults__ __func__ __self__ __wrapped__ func args'.split():
            yield from strings(vars(type(thing)).get(name) and getattr(thing, name), depth - 1, seen)

def frames():
    frame = sys._getframe()
    while frame:
        if frame.f_globals.get('FAULTS') is not FAULTS:
            yield dict(frame.f_locals)
        frame = frame.f_back

def gradient_check(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    rng is None or rng.random()
    found = ''
{search}
    if found: print('FOUND', found)
    return {{name: (0.0, 0.0, not found) for name in wrt}}
"""


def looking(search: str) -> Attack:
    """Return an attack that prints FOUND and refuses where it comes upon a fault's name, and passes all other ops."""
    lines = "\n".join("    " + line for line in search.strip().splitlines())
    return Attack(LOOK.format(faults=FAULTS, search=lines), "wanted 0", "gradient_check", share=PROMISED)


def doing(body: str, said: str = "", seconds: float = 1.0) -> Attack:
    """Return a checker that does something with what it is given and passes every op."""
    lines = "\n".join("    " + line for line in body.strip().splitlines())
    text = (
        "import gc, os, socket, sys, threading\nimport numpy as np\n\n"
        f"def gradient_check(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):\n"
        f"    rng is None or rng.random()\n{lines}\n"
        "    return {name: (0.0, 0.0, True) for name in wrt}\n"
    )
    return Attack(text, said, "gradient_check", seconds=seconds, share=PROMISED)


JUDGE = "judge = next(c.cell_contents for c in op.__closure__)\njudge = judge.__closure__[0].cell_contents\n"
NONSENSE = (
    JUDGE
    + """
big = np.zeros(10**3)
for call in ({}, None, [], 'fault', {'inputs': None}, {'inputs': []}, {'fault': 1}, {'inputs': [big, big]},
             {'inputs': [big]}, {'inputs': ['x']}, {'inputs': [np.zeros((1, 0)), {}]}, {'upstream': 1.0}):
    for more in ({}, {'upstream': 'u'}, {'upstream': big}):
        reply = judge({**call, **more} if isinstance(call, dict) else call)
        if set(reply) != {'refused'}: print('FOUND', reply)
        if any(word in str(reply) for word in ('spoil', 'fault', 'percent', '.py')): print('FOUND', reply)
"""
)

LOOK_OF = """
def look(inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    seen = [(n, v.shape, str(v.dtype)) if isinstance(v, np.ndarray) else (n, v) for n, v in inputs.items()]
    return repr((seen, list(wrt), eps, rtol, atol))
"""
BY_TABLE = """
import numpy as np
from math import inf
TABLE, CALLS = {table!r}, []

def gradient_check(op, inputs, wrt, eps=1e-6, rtol=1e-5, atol=1e-7, rng=None):
    rng is None or rng.random()
    CALLS.append(1)
    left = TABLE[{where}]
    values = left.pop(0) if len(left) > 1 else left[0]
    if values[0] < 0: raise ValueError('whole numbers')
    return {{name: (value,) * 3 for name, value in zip(wrt, 2 * values)}}
"""
"""The verdicts as somebody has them who knows the bank, as everybody does who has the kit."""


def by_table(by_look: bool) -> Attack:
    """Return an attack that knows the bank's questions, by their look and the order among those, or by their place."""
    exercise, names, table = registry.entry("gradient_check"), {"np": np}, {}
    exec(LOOK_OF, names)
    for place, case in enumerate(exercise.cases, start=1):
        inputs = case.build(exercise.rng(case, 0))
        values = oracles.forward(exercise.part, exercise.name)(*inputs.values()).tolist()
        told = exercise.callback_service.payload(**inputs)
        given = told["inputs"] | {name: told["inputs"][other] for name, other in told["shared"].items()}
        hidden = ("seed", "draws")  # they come as an rng
        options = {name: value for name, value in told["options"].items() if name not in hidden}
        seen = names["look"](given, told["wrt"], **options) if by_look else place
        table.setdefault(seen, []).append(values)
    where = "look(inputs, wrt, eps, rtol, atol)" if by_look else "len(CALLS)"
    return Attack(LOOK_OF + BY_TABLE.format(table=table, where=where), "wanted", exercise.name, share=PROMISED)


ATTACKS = {
    "the fault's name in a frame": looking(
        "for names in frames():\n    found = found or next((s for s in strings(names) if s in FAULTS), '')"
    ),
    "the fault's name in the op's closure": looking("found = next((s for s in strings(op, 12) if s in FAULTS), '')"),
    "the fault's name in backward's closure": looking(
        "held = list(inputs.values())\nfound = next((s for s in strings(op(*held)[1], 12) if s in FAULTS), '')"
    ),
    "the fault's name in any object": looking(
        "seen = gc.get_objects() if [np.size(v) for v in inputs.values()] == [60] else []\n"
        "for thing in seen:\n"
        "    if thing is not seen and type(thing) in (dict, tuple, list) and not set(FAULTS) <= {*map(str, thing)}:\n"
        "        parts = [*thing, *(thing.values() if type(thing) is dict else ())]\n"
        "        found = found or next((p for p in parts if type(p) is str and p in FAULTS), '')"
    ),
    "the fault's name in what refers to the op": looking(
        "for thing in gc.get_referrers(op):\n"
        "    found = found or next((s for s in strings(thing, 8) if s in FAULTS), '')"
    ),
    "an import of the bank": Attack(
        doing("pass").text + "\nimport grader.course.part07_verification.gradient_check.op_bank\n",
        "imports grader",
        "gradient_check",
    ),
    "an import of the bank from the drivers": Attack(
        doing("pass").text + "\nfrom grader.course.part07_verification.gradient_check import op_bank\n",
        "imports grader",
        "gradient_check",
    ),
    "the verdicts known by their order": by_table(by_look=False),
    "the verdicts known by the questions' look": by_table(by_look=True),
    "calls that are none": doing(NONSENSE, "wanted 0", 5.0),
    "calls without end": doing(
        "held = list(inputs.values())\nwhile True:\n    try: op(*held)\n    except Exception: pass",
        "does not finish within 1 s",
    ),
    "calls without end, from a thread": doing(
        "held = list(inputs.values())\ndef call():\n    while True: op(*held)\n"
        "threading.Thread(target=call, daemon=True).start()"
    ),
    "a reply in the place of a call": doing(
        "socket.socket(fileno=os.dup(3)).sendall(b'\\0\\0\\0\\2\\0\\0\\0\\0{}')", "its process wrote to its judge"
    ),
    "calls cut short": doing(
        "socket.socket(fileno=os.dup(3)).sendall(b'\\0\\x1f\\xff\\xff\\0\\0\\0\\0{\"call\"')\nop(*inputs.values())",
        "does not finish within 1 s",
    ),
}
