"""The text of a student's file: read it, parse it, and refuse what an answer may not do, in words."""

from __future__ import annotations

import ast
import codecs
import hashlib
import re
import stat
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from grader.errors import BadInput
from grader.runner.newer_syntax import newer_syntax
from grader.runner.unused_imports import guarded_builtins, may_fail, never_run

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


DECLARED_ENCODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")
BLANK_OR_COMMENT = re.compile(rb"^[ \t\f]*(?:#|\r?$)")
"""As PEP 263 has them: the second line counts where the first is one of the latter."""


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
            if needed := newer_syntax(self.text):
                syntax, line = needed
                raise BadInput(
                    f"{self.path} needs {syntax.needs}: line {line} has {syntax.name}. This is Python "
                    f"{sys.version_info[0]}.{sys.version_info[1]}."
                ) from None
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
    """Read `path`, as UTF-8 unless it declares another encoding. Raises BadInput where it is no file with text."""
    try:
        if refusal := _no_file(path):
            raise BadInput(f"{path} {refusal}. Name one Python file.")
        text = decoded(path.read_bytes(), path)  # not read_text, which changes line ends and so the text's sha256
    except FileNotFoundError:
        raise BadInput(f"{path} does not exist. Name a Python file; `grader reset NAME` lays a stub again.") from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
    if not text.strip():
        raise BadInput(f"{path} is empty. `grader reset NAME` brings the stub back.")
    return Source(path, text)


def decoded(content: bytes, path: Path | str) -> str:
    """Return a file's text in UTF-8, or in the encoding that its first two lines declare (PEP 263). Raises BadInput."""
    encoding = _declared_encoding(content)
    try:
        return content.decode(encoding)
    except UnicodeError as error:
        name = "UTF-8" if encoding == "utf-8" else f"{encoding}, which it declares,"
        place = getattr(error, "start", 0)
        raise BadInput(f"{path} is not {name} text (byte {place}). Save it as UTF-8 Python source.") from None
    except LookupError:
        raise BadInput(f"{path} declares the encoding {encoding}, which no text has. Save it as UTF-8.") from None


def _declared_encoding(content: bytes) -> str:
    """Return the encoding of a file by Python's own rule; a byte order mark means UTF-8, whatever is declared."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    for line in content.split(b"\n", 2)[:2]:
        if declared := DECLARED_ENCODING.match(line):
            name = declared[1].decode("ascii", "replace")
            return "utf-8" if name.lower().replace("_", "-").startswith("utf-8") else name
        if not BLANK_OR_COMMENT.match(line):
            break
    return "utf-8"


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

GUARDED = re.compile("__main__|TYPE_CHECKING")
"""What a file has that has code which does not run."""

IMPORT_STATEMENTS = (ast.Import, ast.ImportFrom)
IMPORT_NODES = (*IMPORT_STATEMENTS, ast.Call)
VETTED_NODES = (*IMPORT_NODES, ast.Name, ast.Attribute, ast.Constant)
"""The only kinds of nodes, most of a file's being others, by which a file can do what it may not."""


def vet(source: Source) -> None:
    """Raise BadInput, with the line, where the file is not Python or imports what an answer may not use."""
    unused = never_run(source.syntax) if GUARDED.search(source.text) else set()
    nodes = [node for node in source.nodes if type(node) in VETTED_NODES and node not in unused]
    importing = [(node, module) for node in nodes if type(node) in IMPORT_NODES for module in _imported(node)]
    guarded = may_fail(source.syntax) if any(_forbidden(module) for _, module in importing) else set()
    by_importlib = {node for node, module in importing if module.split(".")[0] == "importlib"}
    for node, module in importing:
        if (top := _forbidden(module)) and not (node in guarded and isinstance(node, IMPORT_STATEMENTS)):
            raise BadInput(forbidden_import(source, node.lineno, top))
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


def forbidden_import(source: Source, line: int, top: str) -> str:
    """Return the sentence about an import that an answer may not have."""
    return f"{source.path} line {line} imports {top}: {FORBIDDEN[top]}. Use NumPy and SciPy only."


def builtins_for(source: Source) -> dict[str, Any] | None:
    """Return the built-ins for a file that names a forbidden module: importing it fails, where that runs after all."""
    if not any(top in source.text for top in FORBIDDEN):
        return None
    return guarded_builtins(FORBIDDEN, lambda line, top: forbidden_import(source, line, top))


def _forbidden(module: str) -> str:
    """Return the package that a module belongs to where an answer may not import it, or ""."""
    top = module.partition(".")[0]
    return top if top in FORBIDDEN else ""


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
