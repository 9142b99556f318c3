"""Arrays that are not what they seem: changing, without numbers, of other shapes and types."""

from tests.hostile.attacks import RIGHT, Attack, gelu

BROKEN_PROMISE = 0.88
"""What right numbers are worth beside a broken promise, such as that inputs are left alone."""

ERF = "from scipy.special import erf"
LATER = """
import threading, time
def change(array):
    time.sleep(0.002)
    while True: array += 1
"""


def right(**places: str) -> str:
    """Return a right gelu but for what is given."""
    return gelu(**{"top": ERF, **RIGHT, **places})


ATTACKS = {
    "the output changes in backward": Attack(
        right(forward=f"Y = {RIGHT['output']}", output="Y", backward="Y[...] = 0"),
        "changes what was returned before",
        share=BROKEN_PROMISE,
    ),
    "a gradient changes in the next call": Attack(
        right(
            top=f"{ERF}\nkept = []", backward=f"for k in kept: k[...] = 0\ndx = {RIGHT['dx']}\nkept.append(dx)", dx="dx"
        ),
        "changes what was returned before",
        share=BROKEN_PROMISE,
    ),
    "a thread changes the output later": Attack(
        gelu(top=LATER, forward="Y = np.zeros(x.shape)\nthreading.Thread(target=change, args=[Y]).start()", output="Y"),
        "",
        seconds=0.5,
    ),
    "its input is changed": Attack(right(forward="x[...] = 0"), "changes its input", share=BROKEN_PROMISE),
    "its input is changed in backward": Attack(right(backward="x[...] = 0"), "changes its input", share=BROKEN_PROMISE),
    "the upstream is changed": Attack(
        right(backward="dY *= 0"), "changes its input: the upstream gradient", share=BROKEN_PROMISE
    ),
    "its input takes another shape": Attack(
        right(forward=f"Y = {RIGHT['output']}\nx.shape = (-1, 1, 1)", output="Y"),
        "changes its input",
        share=BROKEN_PROMISE,
    ),
    "backward keeps count": Attack(
        right(forward="calls = []", backward="calls.append(1)", dx=f"{RIGHT['dx']} * len(calls)"),
        "it keeps state",
        share=BROKEN_PROMISE,
    ),
    "NaN": Attack(gelu(output="0 * x + np.nan"), "is nan"),
    "infinity": Attack(gelu(output="0 * x + np.inf"), "is inf"),
    "gradients of NaN": Attack(gelu(output="0 * x", dx="dY * np.nan"), "is nan"),
    "an array without axes": Attack(gelu(output="np.array(0.0)"), "shape ()"),
    "an array of no entries": Attack(gelu(output="np.zeros(0)"), "shape (0,)"),
    "sixty axes": Attack(gelu(output="np.zeros((1,) * 60)"), ""),
    "complex numbers": Attack(gelu(output="x + 0j"), "complex128"),
    "long doubles": Attack(gelu(output="x.astype(np.longdouble)"), ""),
    "the other order of bytes": Attack(gelu(output="np.zeros(x.shape, '>f8')"), ""),
    "dates": Attack(gelu(output="np.zeros(x.shape, 'M8[s]')"), "has dtype"),
    "objects": Attack(gelu(output="x.astype(object)"), "has dtype object"),
    "the whole of memory under one view": Attack(
        gelu(output="np.lib.stride_tricks.as_strided(x, (2**40,), (0,))"), "Unable to allocate"
    ),
}
