"""Code that writes to its judge itself, or takes the connection away."""

from tests.hostile.attacks import Attack, gelu

LATER = (
    "import os, threading, time\ndef write():\n    time.sleep(0.05)\n    while True: os.write(3, b'x' * 100)\n"
    "threading.Thread(target=write).start()\ntime.sleep(0.2)"
)
SELF = "import os, socket\nme = socket.socket(fileno=os.dup(3))\n"
EVERY_FD = "import os\nfor fd in range(64):\n    try: os.write(fd, {0})\n    except OSError: pass"
TO_JUDGE = "import os, struct\nos.write(3, {0})"
CLOSED = "import os\nfor fd in range(64):\n    try: os.close(fd)\n    except OSError: pass"
ENDED = "it ended its process"
NO_MESSAGE = "its process wrote to its judge"
FORGED = """
import json, os, struct
def say(told, body=b''):
    header = json.dumps(told).encode()
    os.write(3, struct.pack('>II', len(header), len(body)) + header + body)
"""
REST = "['trace', None], ['widened_at', {'int': '0'}], ['peak_bytes', {'int': '0'}]"
"""The fields of an observation besides its calls."""
ERROR = (
    "{'dict': [['calls', {'list': [{'dict': [['returned', None], ['error', {'dict': [['kind', 'raised'],"
    " ['message', '\\x1b[2Jpassed' * 10**5], ['step', None], ['exception', ''], ['bases', {'list': []}],"
    " ['file', ''], ['line', {'int': '0'}],"
    " ['code', ''], ['raised_file', ''], ['raised_line', {'int': '0'}], ['raised_code', ''],"
    " ['owner', ''], ['attribute', ''], ['facts', {'dict': []}]]}], ['snapshot', None]]}]}],"
    f" {REST}]}}"
)
EMPTY = f"{{'dict': [['calls', {{'list': []}}], {REST}]}}"


def forged(value: str, arrays: str = "[]", body: str = "b''") -> str:
    """Return an attack that sends one message of its own and computes nothing."""
    return gelu(top=FORGED, forward=f"say({{'value': {value}, 'arrays': {arrays}}}, {body})")


def reply(found: str) -> str:
    """Return the structure of a reply."""
    return f"{{'dict': [['printed', ''], ['count', {{'int': '0'}}], ['found', {found}]]}}"


ATTACKS = {
    "every descriptor closed": Attack(gelu(forward=CLOSED), "it ended its process"),
    "every descriptor closed at import": Attack(gelu(top=CLOSED), "it ended its process"),
    "every descriptor closed, and asleep": Attack(
        gelu(forward=f"{CLOSED}\nimport time; time.sleep(1e6)"), "closed the connection"
    ),
    "a thread that writes to the judge": Attack(gelu(top=LATER), NO_MESSAGE),
    "descriptors sent along": Attack(
        gelu(forward=SELF + "for _ in range(20): socket.send_fds(me, [b'x'], [0] * 50)"), "more than 64 MB were to come"
    ),
    "no ear for the judge": Attack(gelu(forward=SELF + "me.shutdown(socket.SHUT_RD)"), ENDED),
    "no mouth for the judge": Attack(
        gelu(forward=SELF + "me.shutdown(socket.SHUT_WR)\nwhile True: pass"), "closed the connection"
    ),
    "a message in drops": Attack(
        gelu(top=TO_JUDGE.format("struct.pack('>II', 2 * 10**6, 60 << 20)") + "\nwhile True: os.write(3, b'[[')"),
        "does not finish", seconds=0.5,
    ),
    "a thousand answers before they are asked for": Attack(
        gelu(top=FORGED, forward=f"for _ in range(1000): say({{'value': {reply(EMPTY)}, 'arrays': []}})"), "is no reply"
    ),
    "every descriptor written to": Attack(gelu(forward=EVERY_FD.format("b'x' * 100")), NO_MESSAGE),
    "READY on every descriptor": Attack(gelu(top=EVERY_FD.format("b'R'")), ""),
    "CLEAN on every descriptor": Attack(gelu(top=EVERY_FD.format("b'C' + bytes(4)")), NO_MESSAGE),
    "a verdict on every descriptor": Attack(gelu(top=EVERY_FD.format("""b'{"passed": true, "points": 10.0}'""")), ""),
    "a message of four gigabytes": Attack(gelu(top=TO_JUDGE.format("b'\\xff' * 8")), "more than 64 MB were to come"),
    "a header of nothing": Attack(gelu(top=TO_JUDGE.format("bytes(8)")), NO_MESSAGE),
    "half a message": Attack(gelu(top=TO_JUDGE.format("struct.pack('>II', 100, 0) + b'{'")), "", seconds=0.5),
    "too few bytes": Attack(
        forged(reply("{'array': 0}"), "[['<f8', [4]]]", "bytes(31)"), "too few bytes"
    ),
    "too many bytes": Attack(forged(reply("{'array': 0}"), "[['<f8', [4]]]", "bytes(33)"), "bytes left over"),
    "an array of a length below 0": Attack(forged(reply("{'array': 0}"), "[['<f8', [-1, -1]]]", "bytes(8)"), "shape"),
    "an array of objects": Attack(forged(reply("{'array': 0}"), "[['|O', [1]]]", "bytes(8)"), "is no message"),
    "an array of no end": Attack(forged(reply("{'array': 0}"), "[['<f8', [2**26] * 32]]", "bytes(8)"), "is no message"),
    "an array that is not there": Attack(forged(reply("{'array': 7}")), "not there"),
    "lists a hundred deep": Attack(forged("eval(\"{'list': [\" * 90 + 'None' + ']}' * 90)"), "is no message"),
    "a header ten thousand deep": Attack(
        gelu(top="import os, struct\nh = b'[' * 10**5\nos.write(3, struct.pack('>II', len(h), 0) + h)"), "is no message"
    ),
    "a number a million digits long": Attack(forged("{'int': '9' * 10**6}"), "is no message"),
    "a reply without calls": Attack(forged(reply(EMPTY)), "is no reply"),
    "a reply of other fields": Attack(forged(reply("{'dict': [['passed', True]]}")), "is no reply"),
    "a reply with a call of no kind": Attack(
        forged(reply(f"{{'dict': [['calls', {{'list': ['passed']}}], {REST}]}}")), "is no reply"
    ),
    "an error that moves the cursor, and a book of it": Attack(forged(reply(ERROR)), "[2Jpassed"),
    "a name where a text should be": Attack(
        forged("{'dict': [['printed', None], ['count', True], ['found', None]]}"), "is no reply"
    ),
}  # fmt: skip
