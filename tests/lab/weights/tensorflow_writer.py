"""Write what TensorFlow's Saver writes: a sorted table with checksums, and the bytes of the arrays.

By the descriptions of the format alone (TensorFlow's table/format.cc, tensor_bundle.proto), with a CRC-32C of its own.
"""

import struct

import numpy as np

RESTART, ENTRIES = 16, 5
"""Keys between two that are written whole, and entries in a block: few, so that a small model has several blocks."""


def crc32c(content, polynomial=0x82F63B78):
    crc = 0xFFFFFFFF
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (polynomial if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(content):
    crc = crc32c(content)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(value):
    parts = []
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def snappy(content):
    """Return a Snappy stream of literals alone, 60 bytes in each."""
    pieces = [content[i : i + 60] for i in range(0, len(content), 60)]
    return varint(len(content)) + b"".join(bytes([(len(piece) - 1) << 2]) + piece for piece in pieces)


def block(entries, compressed):
    content, restarts, before = b"", [], b""
    for number, (key, value) in enumerate(entries):
        shared = 0
        if number % RESTART == 0:
            restarts.append(len(content))
        else:
            while shared < min(len(key), len(before)) and key[shared] == before[shared]:
                shared += 1
        content += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:] + value
        before = key
    restarts = restarts or [0]
    content += b"".join(struct.pack("<I", at) for at in [*restarts, len(restarts)])
    body = snappy(content) + b"\x01" if compressed else content + b"\x00"
    return body + struct.pack("<I", masked(body))


def table(entries, compressed):
    content, handles = b"", []
    for start in range(0, len(entries), ENTRIES):
        made = block(entries[start : start + ENTRIES], compressed)
        handles.append((entries[start : start + ENTRIES][-1][0], varint(len(content)) + varint(len(made) - 5)))
        content += made
    ends = []
    for listed in ([], handles):
        made = block(listed, compressed=False)
        ends.append(varint(len(content)) + varint(len(made) - 5))
        content += made
    return content + b"".join(ends).ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)


def field(number, kind, content):
    return varint(number << 3 | kind) + (varint(len(content)) if kind == 2 else b"") + content


def write(folder, arrays, prefix="model.ckpt", compressed=False, dtype=1):
    """Write arrays by TensorFlow's names as PREFIX.index and PREFIX.data-00000-of-00001; return the index."""
    entries, data = [(b"", field(1, 0, varint(1)) + field(3, 2, field(1, 0, varint(1))))], b""
    for name in sorted(arrays, key=str.encode):
        content = np.ascontiguousarray(arrays[name]).tobytes()
        shape = b"".join(field(2, 2, field(1, 0, varint(size))) for size in arrays[name].shape)
        entry = field(1, 0, varint(dtype)) + field(2, 2, shape)
        entry += field(4, 0, varint(len(data))) if data else b""  # a number of 0 is left out
        entry += field(5, 0, varint(len(content))) + field(6, 5, struct.pack("<I", masked(content)))
        entries.append((name.encode(), entry))
        data += content
    (folder / f"{prefix}.data-00000-of-00001").write_bytes(data)
    index = folder / f"{prefix}.index"
    index.write_bytes(table(entries, compressed))
    return index


def openai_names(state):
    """Return the hub's state by OpenAI's names, its matrices with their leading axis of a convolution."""
    last = {"weight": "w", "bias": "b"}
    arrays = {}
    for key, array in state.items():
        *path, kind = key.split(".")
        if path in (["wte"], ["wpe"]):
            arrays[f"model/{path[0]}"] = array
            continue
        path = [f"h{path[1]}", *path[2:]] if path[0] == "h" else path
        name = "g" if path[-1].startswith("ln_") and kind == "weight" else last[kind]
        arrays["/".join(["model", *path, name])] = array[np.newaxis] if array.ndim == 2 else array
    return arrays
