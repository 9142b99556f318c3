"""Code that learns what it is asked, or how it is watched, and answers by that instead of by a derivation."""

from tests.hostile.attacks import Attack, gelu

FORWARD = 0.2
"""What a forward is worth: none of these attacks that."""

EDGES = 0.04
"""What a product's edge cases are worth, in which nobody watches and an exact difference is right."""

TOP = "from scipy.special import erf\nforward = lambda z: 0.5 * z * (1 + erf(z / 2**0.5))\n"
SLOPE = "(forward(x + {h}) - forward(x - {h})) / (2 * {h})"
NUMERICAL = "a derivation is asked for"
OFF = "turns off what watches it"
BY_DIFFERENCES = {"output": "forward(x)", "dx": "dY * slope"}
LINEAR = """
import {module}

def product(x, W): return x @ W

def differences(x, W, dY):
    found = {{}}
    for name, array in (('x', x), ('W', W)):
        g = found[name] = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = array.copy()
            moved[at] += 1.0
            g[at] = np.sum(dY * (product(*((moved, W) if name == 'x' else (x, moved))) - product(x, W)))
    return found

def matmul(x, W):
    def backward(dY):
{body}
    return product(x, W), backward
"""


def differenced(body: str, module: str = "sys", said: str = OFF) -> Attack:
    """Return a matmul that differences its own product, which is exact, and does something about being watched."""
    lines = "\n".join("        " + line for line in body.strip().splitlines())
    return Attack(
        "import numpy as np\n" + LINEAR.format(module=module, body=lines), said, "matmul", share=FORWARD + EDGES
    )


REMEMBERED = """
if sys.getprofile() is None:
    known[dY.tobytes()] = differences(x, W, dY)
return known.get(dY.tobytes()) or {'x': 0 * x, 'W': 0 * W}
"""

ATTACKS = {
    "a central difference": Attack(
        gelu(top=TOP, backward=f"slope = {SLOPE.format(h='1e-6')}", **BY_DIFFERENCES), NUMERICAL, share=FORWARD
    ),
    "a difference, the profiler switched off": differenced("sys.setprofile(None)\nreturn differences(x, W, dY)"),
    "a difference, the profiler switched off and on": differenced(
        "p = sys.getprofile()\nsys.setprofile(None)\nfound = differences(x, W, dY)\nsys.setprofile(p)\nreturn found"
    ),
    "a difference, switched off by another name": differenced(
        "getattr(sys, 'set' + 'profile')(None)\nreturn differences(x, W, dY)"
    ),
    "a difference in a thread": differenced(
        "found = []\nt = threading.Thread(target=lambda: found.append(differences(x, W, dY)))\n"
        "t.start(); t.join()\nreturn found[0]",
        "threading",
        NUMERICAL,
    ),
    "a difference in a thread that is not watched": differenced(
        "import threading\nthreading.setprofile(None)\nfound = []\n"
        "t = threading.Thread(target=lambda: found.append(differences(x, W, dY)))\nt.start(); t.join()\nreturn found[0]"
    ),
    "a difference in a bare thread": differenced(
        "import time\nfound = []\n_thread.start_new_thread(lambda: found.append(differences(x, W, dY)), ())\n"
        "while not found: time.sleep(0.001)\nreturn found[0]",
        "_thread",
    ),
    "a difference in the forward, kept for backward": Attack(
        gelu(top=TOP, forward=f"slope = {SLOPE.format(h='1e-6')}", **BY_DIFFERENCES), NUMERICAL, share=FORWARD
    ),
    "differences only where nobody watches": differenced(
        "if sys.getprofile() is None: return differences(x, W, dY)\nreturn {'x': 0 * x, 'W': 0 * W}", said=""
    ),
    "what was learned in calls that nobody watched": Attack(
        differenced(REMEMBERED).text.replace("import sys", "import sys\nknown = {}"),
        "",
        "matmul",
        share=FORWARD + EDGES,
    ),
    "a complex step, in disguise": Attack(
        gelu(
            top="",
            backward="z = np.stack([x, np.full(x.shape, 1e-200)], -1).view('c16')[..., 0]\n"
            "slope = (0.5 * z * (1 + np.tanh(0.7978845608028654 * (z + 0.044715 * z**3)))).imag / 1e-200",
            output="0.5 * x * (1 + np.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))",
            dx="dY * slope",
        ).replace("def gelu(", "def gelu_tanh("),
        "complex numbers",
        "gelu_tanh",
        share=FORWARD,
    ),
    "the cases kept in a file for the next exercise": Attack(
        gelu(
            top="import os\nif os.path.exists('/tmp/kept'): print('FOUND')", forward="open('/tmp/kept', 'wb').write(x)"
        ),
        honest="train",
    ),
    "outputs kept by what was asked": Attack(
        gelu(
            top="known = {}",
            forward="seen = known.setdefault(x.tobytes(), [])\nseen.append(1)",
            output="0 * x + len(seen)",
        )
    ),
}
