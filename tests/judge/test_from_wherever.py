"""A right answer passes from whatever file it comes: of any encoding and syntax, with imports that do not run."""

import sys
import time
from pathlib import Path

import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner import limits
from grader.runner.newer_syntax import NEWER, newer_syntax
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.judge.ask_judge import assert_in_words, judged, matmul

UNUSED = {
    "under main": "if __name__ == '__main__':\n    import torch\n    exec('1')",
    "under main, turned round": "if '__main__' == __name__:\n    from torch import nn",
    "for a type checker": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import torch",
    "for a type checker, by its module": "import typing\nif typing.TYPE_CHECKING:\n    from jax import numpy",
    "in main's own function": "def against_torch():\n    import torch\nif __name__ == '__main__':\n    against_torch()",
    "tried": "try:\n    import torch\nexcept ImportError:\n    torch = None",
    "tried, for any exception": "try:\n    from torch import nn\nexcept Exception:\n    pass",
    "tried, for one of two": "try:\n    import torch, numpy\nexcept (OSError, ModuleNotFoundError):\n    pass",
    "tried, for all": "try:\n    import grader.judge\nexcept:\n    pass",
}


@pytest.mark.parametrize("top", UNUSED.values(), ids=UNUSED)
def test_import_that_does_not_run_is_nobodys_harm(check, top):
    loaded = set(sys.modules)
    ran = check("matmul", matmul(top=top))
    assert ran.code == 0, ran.text
    assert not {"torch", "jax"} & {name.partition(".")[0] for name in set(sys.modules) - loaded}


@pytest.mark.parametrize("top", list(UNUSED.values())[-4:], ids=list(UNUSED)[-4:])
def test_import_that_may_fail_fails_as_in_the_sandbox(check, top):
    assert check("matmul", matmul(top=top.replace("import", "import math, json\n    import", 1))).code == 0
    used = top.partition("except")[0].replace("pass", "") + "except OSError:\n    pass"
    ran = check("matmul", matmul(top=used))
    assert ran.code == 2 and " imports " in ran.err, ran.text


USED = {
    "under another guard": "if __name__ != '__main__':\n    import torch",
    "in the other branch": "if __name__ == '__main__':\n    pass\nelse:\n    import torch",
    "under main in truth": "__name__ = '__main__'\nif __name__ == '__main__':\n    import torch",
    "in a function that runs": "def f():\n    import torch\nf()\nif __name__ == '__main__':\n    f()",
    "tried for another reason": "try:\n    import torch\nexcept ValueError:\n    pass",
    "in the handler": "try:\n    import numqy\nexcept ImportError:\n    import torch",
    "tried and raised again": "try:\n    import torch\nexcept ImportError:\n    raise",
}


@pytest.mark.parametrize("top", USED.values(), ids=USED)
def test_import_that_runs_is_refused_with_its_line(check, top):
    text = matmul(top=top)
    line = next(n for n, code in enumerate(text.splitlines(), 1) if "import torch" in code)
    ran = check("matmul", text)
    assert ran.code == 2 and f"line {line} imports torch" in ran.err
    assert_in_words(ran)


def test_import_in_a_call_is_refused_where_it_runs():
    text = matmul(backward="import torch") + "\nif __name__ == '__main__':\n    matmul(1, 2)\n"
    verdict = judged("matmul", text)
    assert verdict.exit_code and "line 8 imports torch" in verdict.failures[0][1].message


ENCODED = {
    "latin-1": "# -*- coding: latin-1 -*- für später",
    "cp1252 on the second line": "#!/usr/bin/env python\n# vim: set fileencoding=cp1252 : “so”",
    "utf-8 declared": "# coding=utf-8 für später",
    "iso-8859-15": "# coding: iso-8859-15\nEURO = '€'",
}


@pytest.mark.parametrize("top", ENCODED.values(), ids=ENCODED)
def test_declared_encoding_is_read(check, top):
    encoding = next(name for name in ("latin-1", "cp1252", "utf-8", "iso-8859-15") if name in top)
    assert check("matmul", (top + "\n" + matmul()).encode(encoding)).code == 0


UNREADABLE = {
    "unknown": (b"# coding: klingon\n", "declares the encoding klingon"),
    "not of text": (b"# coding: rot13\n", "declares the encoding rot13"),
    "another than declared": ("# coding: ascii\n# é\n".encode(), "is not ascii, which it declares, text"),
    "declared too late": ("\n\n# coding: latin-1\n# é\n".encode("latin-1"), "is not UTF-8 text"),
    "after a statement": ("x = 1\n# coding: latin-1\n# é\n".encode("latin-1"), "is not UTF-8 text"),
}


@pytest.mark.parametrize("content, words", UNREADABLE.values(), ids=UNREADABLE)
def test_encoding_that_does_not_hold_is_told(check, content, words):
    ran = check("matmul", content + matmul().encode())
    assert ran.code == 2 and words in ran.err
    assert_in_words(ran)


NEWER_TEXTS = {
    "type X = list[int]\n": (3, 12),
    "def first[T](x: list[T]) -> T:\n    return x[0]\n": (3, 12),
    "async def first[T: (int, str), *A](x):\n    pass\n": (3, 12),
    "class Box[T]:\n    type Inner[K] = dict[K, T]\n": (3, 12),
    "class Box[T = int](list):\n    pass\n": (3, 13),
    "d = {}\nx = f'{d['a']}'\n": (3, 12),
    "x = t'{1}'\n": (3, 14),
    "try:\n    pass\nexcept OSError, ValueError:\n    pass\n": (3, 14),
}


@pytest.mark.parametrize("top, version", NEWER_TEXTS.items(), ids=NEWER_TEXTS)
def test_file_for_a_newer_python_says_which(check, top, version):
    ran = check("matmul", matmul(top=top))
    if sys.version_info >= version:
        assert ran.code == 0, ran.text
    else:
        assert ran.code == 2 and "needs Python {}.{} or newer: line ".format(*version) in ran.err, ran.text
        assert_in_words(ran)


@pytest.mark.parametrize(
    "text", ["type = 3 +\n", "def f(x:\n", "x = f'{'\n", "except A, B:\n", "class C[T]\n    pass\n"]
)
def test_what_no_python_reads_is_not_called_newer(text):
    assert newer_syntax(text) is None


def test_newer_syntax_is_listed_by_what_it_needs():
    assert all(syntax.needs.startswith("Python 3.") for syntax in NEWER)


def test_import_on_a_busy_machine_costs_its_own_time_alone(monkeypatch):
    exercise = registry.entry("matmul")
    text = matmul(top="import time; time.sleep(0.6)")  # as a disk or other programs would have it wait

    def load():
        return load_local(exercise, Tree(SOLUTIONS, {exercise.key: Source(Path("answer.py"), text)}), 0.4)

    assert load().runner.budget.left > 0.2
    monkeypatch.setattr(limits, "IMPORT_WALL", 1)
    with pytest.raises(BadInput, match=r"does not finish within 0\.4 s"):
        load()


def test_import_that_computes_is_stopped_by_its_own_time():
    start = time.process_time()
    with pytest.raises(BadInput, match=r"does not finish within 0\.3 s"):
        judged("matmul", matmul(top="while True: pass"), seconds=0.3)
    assert time.process_time() - start < 0.9
