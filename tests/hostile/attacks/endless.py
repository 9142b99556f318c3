"""Code that does not come to an end, and will not be asked to."""

from tests.hostile.attacks import Attack, gelu

LATE = "does not finish within 0.3 s"


def endless(said: str = LATE, **places: str) -> Attack:
    return Attack(gelu(**places), said, seconds=0.3)


ATTACKS = {
    "a loop at import": endless(top="while True: pass"),
    "a loop in the forward": endless(forward="while True: pass"),
    "a loop in backward": endless(backward="while True: pass", output="np.zeros(x.shape)"),
    "a loop of NumPy calls": endless(forward="while True: np.linalg.svd(np.ones((60, 60)))"),
    "one NumPy call": endless(forward="np.linalg.svd(np.random.default_rng(0).standard_normal((4000, 4000)))"),
    "one power of integers": endless(forward="9 ** 9 ** 9"),
    "asleep": endless(forward="import time; time.sleep(1e6)"),
    "ignoring SIGALRM and SIGINT": endless(
        forward="import signal\nfor s in (2, 14, 15): signal.signal(s, signal.SIG_IGN)\nwhile True: pass"
    ),
    "blocking every signal": endless(
        forward="import signal\nsignal.pthread_sigmask(0, signal.valid_signals())\nwhile True: pass"
    ),
    "catching everything": endless(
        forward="while True:\n    try:\n        while True: pass\n    except BaseException: pass"
    ),
    "a loop in the name of a key": endless(
        top="class Key(str):\n    def __hash__(self):\n        while True: pass", dx="0, Key('x'): 1"
    ),
    "a loop in a destructor": endless(
        "", top="class Held:\n    def __del__(self):\n        while True: pass", forward="Held()"
    ),
}
