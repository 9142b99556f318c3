"""What an answer raises, returns or sets never breaks a command: it is told in words."""

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from grader.course import registry
from grader.errors import BadInput
from grader.judge.submission import load_local
from grader.paths import SOLUTIONS
from grader.runner.source import Source
from grader.runner.tree import Tree
from tests.judge.ask_judge import Ran, assert_in_words, judged, matmul, replaced

DEFINED = {
    "BaseException": "class E(BaseException): pass",
    "an interrupt of its own": "E = KeyboardInterrupt",
    "a generator's exit": "E = GeneratorExit",
    "a text that raises": "class E(Exception):\n    def __str__(self): raise ValueError('no')\n    __repr__ = __str__",
    "a text that exits": "class E(Exception):\n    def __str__(self): raise SystemExit(5)\n    __repr__ = __str__",
    "a text that is none": "class E(Exception):\n    def __str__(self): return 3\n    __repr__ = __str__",
    "a text of its own type": "class T(str):\n    def split(self, *a): raise OSError\nclass E(Exception):\n"
    "    def __str__(self): return T('x')",
    "a stub's text that raises": "class E(NotImplementedError):\n    def __str__(self): raise ValueError('no')",
    "a text without end": "class E(Exception):\n    def __str__(self):\n        while True: pass",
    "a class that raises": "class E(Exception):\n    @property\n    def __class__(self): raise ValueError('no')",
    "a type without a name": "class M(type):\n    __name__ = property(lambda s: 1 / 0)\n"
    "class E(Exception, metaclass=M): pass",
    "facts that raise": "class E(Exception):\n    @property\n    def facts(self): raise BaseException('no')",
    "an exit whose code raises": "class C:\n    def __repr__(self): raise ValueError('no')\n"
    "class E(SystemExit):\n    code = C()",
    "an attribute's owner that raises": "class E(AttributeError):\n    obj = property(lambda s: 1 / 0)",
}


@pytest.mark.parametrize("top", DEFINED.values(), ids=DEFINED)
def test_exception_of_any_class_is_told_in_words(command, tmp_path, top):
    for place in ("forward", "backward"):
        path = tmp_path / "answer.py"
        path.write_text(matmul(**{place: "raise E"}, top=top))
        program = _quick(top)
        ran = program("matmul", path) if program else command("check", "matmul", "--file", path)
        assert ran.code in (1, 2), ran.text
        assert "fails" in ran.out or "not written" in ran.out, ran.text
        assert_in_words(ran)


def _quick(top):
    """Return a check with a short time limit for the text that does not end."""
    if "while True" not in top:
        return None

    def run(name, path):
        verdict = judged(name, path.read_text(), seconds=0.3)
        return Ran(int(verdict.exit_code), verdict.failures[0][1].message, "")

    return run


@pytest.mark.parametrize("top", DEFINED.values(), ids=DEFINED)
def test_exception_at_import_is_told_in_words(top):
    with pytest.raises(BadInput, match="matmul cannot be imported"):
        judged("matmul", matmul(top=f"{top}\nraise E"), seconds=0.3)


ODD_PAIRS = {
    "a pair whose second raises": "class P(tuple):\n    def __getitem__(self, i): raise ValueError('no')",
    "a pair whose length raises": "class P(tuple):\n    def __len__(self): raise ValueError('no')",
    "a pair read once": "class P(tuple):\n    n = 0\n    def __iter__(self):\n        P.n += 1\n"
    "        if P.n > 1: raise BaseException('no')\n        return tuple.__iter__(self)",
    "a pair whose class raises": "class P(tuple):\n    @property\n    def __class__(self): raise ValueError('no')",
}


@pytest.mark.parametrize("top", ODD_PAIRS.values(), ids=ODD_PAIRS)
def test_pair_of_any_class_breaks_nothing(check, top):
    ran = check("matmul", matmul("P((x @ W, backward))", top=top))
    assert ran.code in (0, 1, 2), ran.text
    assert_in_words(ran)


SETTINGS = {
    "the recursion limit": "import sys; sys.setrecursionlimit(54321)",
    "warnings' filters": "import warnings; warnings.simplefilter('error')",
    "warnings' filters, by hand": "import warnings; warnings.filters.insert(0, ('error', None, Warning, None, 0))",
    "how warnings are shown": "import warnings; warnings.showwarning = None",
    "floating-point errors": "np.seterr(all='raise')",
    "how arrays are printed": "np.set_printoptions(precision=1, threshold=3)",
}


def _state():
    filters = list(warnings.filters)
    return sys.getrecursionlimit(), filters, warnings.showwarning, np.geterr(), np.get_printoptions()


@pytest.mark.parametrize("line", SETTINGS.values(), ids=SETTINGS)
def test_what_a_call_sets_is_given_back_after_it(line):
    before = _state()
    exercise = registry.entry("matmul")
    tree = Tree(SOLUTIONS, {exercise.key: Source(Path("answer.py"), matmul(forward=line))})
    runner = load_local(exercise, tree).runner
    assert not runner.observe({"x": np.ones((2, 3)), "W": np.ones((3, 2))}).calls[0].error
    assert _state() == before


def test_tensor_that_raises_the_recursion_limit_passes():
    recursive = "import sys\n    sys.setrecursionlimit(1_000_000)\n    order = []\n    _visit(last, order, set())\n"
    text = replaced("Tensor", "    order, seen, stack = [], set(), [(last, False)]", f"    {recursive}    return order")
    start, end = text.index("    while stack:"), text.index("    ### END SOLUTION", text.index("    while stack:"))
    text = text[:start] + text[end:] + (
        "\n\ndef _visit(node, order, seen):\n    seen.add(node)\n    for _, parent in node._parents:\n"
        "        if parent not in seen:\n            _visit(parent, order, seen)\n    order.append(node)\n"
    )  # fmt: skip
    assert judged("Tensor", text).exit_code == 0
    outside = text.replace("    import sys\n    sys.setrecursionlimit(1_000_000)\n", "").replace(
        "import numpy as np", "import sys\n\nimport numpy as np\n\nsys.setrecursionlimit(1_000_000)", 1
    )
    assert judged("Tensor", outside).exit_code == 0
