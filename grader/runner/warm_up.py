"""Serve an item of the course's own in the process that all items are forked from, before any is forked.

What Python does once (it reads modules on first use, adapts bytecode to its types, fills caches) is then done for all
of them: a fork that does it for itself writes to pages that it shares till then, and each of those is copied.
"""

from __future__ import annotations

import socket
from typing import Any

import numpy as np

from grader.runner.call_orders import Order
from grader.runner.item_process import answer_requests, loaded_answer
from grader.runner.memory_layouts import Arrangement, Layout
from grader.runner.protocol import ItemPayload
from grader.runner.wire import Reader, encode

TEXT = """
import math
import numpy as np
from numpy import exp

by_hand = {"dx": None}

def warm_up(x, W, ids):
    y = exp(x - x.max(axis=-1, keepdims=True)) @ W[ids] * math.pi
    def backward(dY):
        dx, dW = np.einsum("...n,dn->...d", dY, W[ids]), np.zeros_like(W)
        np.add.at(dW, ids, x.reshape(-1, len(ids)).T @ dY.reshape(-1, W.shape[-1]))
        return {"x": dx.sum(axis=0, keepdims=True) + 0.0 * x, "W": dW}
    return y, backward
"""

TIMES = 12
"""Bytecode adapts itself when it has run eight times (PEP 659)."""


def warm_up() -> None:
    """Load and call the answer as often as it takes, and send what it gives to nobody."""
    item = ItemPayload("part00_warm_up", "warm_up", True, "", 10.0, 0, {"part00_warm_up.warm_up": ("warm_up.py", TEXT)})
    answer, loaded = loaded_answer(item)
    judge, here = socket.socketpair()
    with judge, here:
        for request in TIMES * _requests():
            judge.sendall(encode(request))
        judge.shutdown(socket.SHUT_WR)
        answer_requests(Reader(here.recv), lambda reply: None, answer, loaded)


def _requests() -> list[dict[str, Any]]:
    """Return a request of every kind."""
    rng = np.random.default_rng(0)
    inputs = {"x": rng.standard_normal((2, 3, 2)), "W": rng.standard_normal((4, 2)), "ids": np.array([1, 3])}
    upstream = rng.standard_normal((2, 3, 2))
    plain = {"check_purity": False, "trace_calls": False, "trace_widening": False, "measure_memory": False}
    arrangements = [Arrangement(), Arrangement(Layout.TRANSPOSED, Layout.STRIDED)]
    asked = [(plain | {"check_purity": True}, arrangements[0]), (plain, arrangements[0]), (plain, arrangements[1])]
    observed = [
        {"inputs": inputs, "upstream": upstream, **options, "arrangement": vars(arrangement), "callback": False}
        for options, arrangement in asked
    ]
    replayed = [{"many": [inputs, inputs], "seed": 0, "order": order} for order in Order]
    return [*observed, *replayed, {"many": [inputs, inputs]}]
