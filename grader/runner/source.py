"""The text of a student's file: read it, parse it, and refuse what an answer may not do, in words."""

from __future__ import annotations

import ast
import hashlib
import stat
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import BadInput

FORBIDDEN = {
    "torch": "the exercise is to derive what PyTorch would compute",
    "jax": "the exercise is to derive what JAX would compute",
    "autograd": "the exercise is to derive what autograd would compute",
    "tensorflow": "the exercise is to derive what TensorFlow would compute",
    "numdifftools": "a derivation is asked for, not a numerical difference",
    "solutions": "your answer has to be your own",
    "reference": "your answer has to be your own",
    "grader": "an answer does not talk to its judge",
}


SIZE_LIMIT = 2**24
"""Bytes of a file that is read at all."""

NO_FILES = {
    stat.S_ISDIR: "is a folder",
    stat.S_ISFIFO: "is a FIFO",
    stat.S_ISSOCK: "is a socket",
    stat.S_ISCHR: "is a device",
    stat.S_ISBLK: "is a device",
}


@dataclass(frozen=True)
class Source:
    """The text of one Python file; `path` is where tracebacks say that it stands."""

    path: Path
    text: str

    @property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8."""
        return hashlib.sha256(self.text.encode(errors="surrogatepass")).hexdigest()

    @cached_property
    def syntax(self) -> ast.Module:
        """The syntax tree. Raises BadInput, with the line, where the text is not Python."""
        try:
            return ast.parse(self.text.removeprefix("\ufeff"), str(self.path))  # some editors write a byte order mark
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None)
            where = f" line {line}:" if line else ""
            code = (getattr(error, "text", None) or "").strip()[:100]
            shown = f", at `{code}`" if code else ""
            reason = getattr(error, "msg", None) or str(error)
            raise BadInput(f"{self.path} is not Python:{where} {reason}{shown}. Mend it and check again.") from None
        except (RecursionError, MemoryError):  # the parser raises either
            raise BadInput(f"{self.path} is nested too deeply to be read. Write it in smaller steps.") from None

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the syntax tree, for its several readers. Raises BadInput as `syntax` does."""
        return tuple(ast.walk(self.syntax))


def read(path: Path) -> Source:
    """Read `path` as UTF-8. Raises BadInput where it is missing, empty, a folder, or not text."""
    try:
        if refusal := _no_file(path):
            raise BadInput(f"{path} {refusal}. Name one Python file.")
        text = path.read_bytes().decode()  # not read_text, which changes line ends and so the text's sha256
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist. Name a Python file; `grader reset NAME` lays a stub again.") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8 Python source.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    if not text.strip():
        raise BadInput(f"{path} is empty. `grader reset NAME` brings the stub back.")
    return Source(path, text)


def _no_file(path: Path) -> str:
    """Return what a path is instead of a file of some length, or "": to open a FIFO would be to wait for ever."""
    status = path.stat()
    if status.st_size > SIZE_LIMIT:
        return f"has {status.st_size:,} bytes, which no answer needs"
    return next((kind for is_one, kind in NO_FILES.items() if is_one(status.st_mode)), "")


FORBIDDEN_CALLS = ("__import__", "exec", "eval", "compile")
"""Built-ins that run or import what a reader of the file cannot see; no exercise needs them."""

INTROSPECTION = (
    "_getframe",
    "f_back",
    "f_locals",
    "gi_frame",
    "tb_frame",
    "cell_contents",
    "__closure__",
    "get_referrers",
)
"""Names by which code inspects its caller or the inside of a function that it was given."""

IMPORT_NODES = (ast.Import, ast.ImportFrom, ast.Call)
VETTED_NODES = (*IMPORT_NODES, ast.Name, ast.Attribute, ast.Constant)
"""The only kinds of nodes, most of a file's being others, by which a file can do what it may not."""


def vet(source: Source) -> None:
    """Raise BadInput, with the line, where the file is not Python or imports what an answer may not use."""
    nodes = [node for node in source.nodes if type(node) in VETTED_NODES]
    importing = [(node, module) for node in nodes if type(node) in IMPORT_NODES for module in _imported(node)]
    by_importlib = {node for node, module in importing if module.split(".")[0] == "importlib"}
    for node, module in importing:
        top = module.split(".")[0]
        if top in FORBIDDEN:
            raise BadInput(
                f"{source.path} line {node.lineno} imports {top}: {FORBIDDEN[top]}. Use NumPy and SciPy only."
            )
    for node in nodes:
        forbidden = getattr(node, "id", "") if isinstance(node, ast.Name) else ""
        if forbidden in FORBIDDEN_CALLS or node in by_importlib:
            raise BadInput(
                f"{source.path} line {node.lineno} uses {forbidden or 'importlib'}: "
                "what an answer is made of stands in its imports and its code, for a reader to see."
            )
        attribute = getattr(node, "attr", None) or getattr(node, "value", None)
        if isinstance(attribute, str) and attribute in INTROSPECTION:
            raise BadInput(
                f"{source.path} line {node.lineno} uses {attribute}: an answer works with what it is given, and does "
                "not look at who asks it."
            )


def _imported(node: ast.AST) -> list[str]:
    """Return the modules that this node imports by a statement or by a call with a literal name."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module] if node.level == 0 and node.module else []
    if isinstance(node, ast.Call) and _called(node) in ("__import__", "import_module"):
        return [a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    return []


def _called(node: ast.Call) -> str:
    """Return the last part of the called function's name: `import_module` of `importlib.import_module(...)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
