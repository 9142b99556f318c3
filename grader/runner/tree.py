"""Import exercises from a tree of parts, always from the text on disk now, never from a stale bytecode cache."""

from __future__ import annotations

import importlib
import importlib.abc
import itertools
import sys
import weakref
from collections.abc import Mapping
from functools import lru_cache
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from grader.errors import BadInput
from grader.paths import file_in, is_solution
from grader.runner.lazy_numpy import defer_unused_modules
from grader.runner.limits import TimeBudget
from grader.runner.source import Source, builtins_for, read, vet

_serial = itertools.count()
_trees: weakref.WeakValueDictionary[str, Tree] = weakref.WeakValueDictionary()


class Tree(importlib.abc.Loader):
    """A tree `root/partNN_topic/<exercise>.py` as a package of its own, so that two trees never share a module.

    `replaced` maps "partNN_topic.exercise" to the source that stands in the place of the tree's own file.
    `loaded` lists the sources used so far by that same key: what a verdict on this tree depends on.
    `shared_with` is a tree of the same files, whose modules are used here too where nothing that they import is
    replaced: a mutant then costs one module, not all of its prerequisites.
    `vetted` is False where texts are run without being vetted, because a sandbox bounds what they can do.
    """

    def __init__(
        self,
        root: Path,
        replaced: Mapping[str, Source] | None = None,
        shared_with: Tree | None = None,
        *,
        vetted: bool = True,
    ) -> None:
        self.root = root
        self.replaced = dict(replaced or {})
        self.shared_with = shared_with
        self.vetted = vetted
        self.loaded: dict[str, Source] = {}
        self.modules: dict[str, ModuleType] = {}
        self.package = f"tree{next(_serial)}"
        self._named: set[str] = set()
        _trees[self.package] = self

    def load(self, part: str, name: str) -> ModuleType:
        """Import one exercise's module. Raises BadInput for a file that cannot be read or imports what it may not."""
        try:
            return importlib.import_module(f"{self.package}.{part}.{name}")
        finally:
            while self._named:
                sys.modules.pop(self._named.pop(), None)

    def anew(self) -> Tree:
        """Return a tree of the same texts, those loaded so far as they were read, with no module loaded yet."""
        return Tree(self.root, {**self.replaced, **self.loaded}, vetted=self.vetted)

    def load_instead(self, key: str, source: Source) -> ModuleType:
        """Run another text in the place of a file that is loaded; its imports get the modules that are here already.

        The text is made of the vetted one, and is not vetted again.
        """
        name = f"{self.package}.{key}"
        module = ModuleType(name)
        module.__package__, module.__file__ = name.rpartition(".")[0], str(source.path)
        code = compile(source.text, str(source.path), "exec")
        if not is_solution(source.path):
            TimeBudget.watch_the_clock(code)
            if own := builtins_for(source):
                module.__dict__["__builtins__"] = own
        here = {f"{self.package}.{other}": known for other, known in self.modules.items()} | {name: module}
        sys.modules.update(here)
        try:
            exec(code, module.__dict__)
        finally:
            for each in here:
                sys.modules.pop(each, None)
        return module

    def path(self, key: str) -> Path:
        """Return the file of a key, "partNN_topic.NAME"; a pack's part stands in the pack."""
        part, _, name = key.partition(".")
        return file_in(self.root, part, name.replace(".", "/"))

    def exec_module(self, module: ModuleType) -> None:
        """Run one file of the tree in its module (the import system calls this)."""
        self._named.add(module.__name__)
        key = module.__name__.partition(".")[2]
        if "." not in key:
            return
        if known := self._known(key):
            sys.modules[module.__name__] = known  # the import system returns what is there after this call
            return
        path = self.path(key)
        if self.loaded and key not in self.replaced and not path.exists():
            raise BadInput(f"{path} does not exist, and an import asks for it. A piece stands in partNN_topic/NAME.py.")
        source = self.replaced.get(key) or read(path)
        code = compiled(source, vetted=self.vetted)
        self.loaded[key] = source
        module.__file__ = str(source.path)
        if "scipy" in source.text:
            defer_unused_modules()
        if not is_solution(source.path):
            TimeBudget.watch_the_clock(code)
            if own := builtins_for(source):
                module.__dict__["__builtins__"] = own
        exec(code, module.__dict__)
        self.modules[key] = module

    def _known(self, key: str) -> ModuleType | None:
        """Return the module if this tree, or the one that it shares modules with, has run it already."""
        if key in self.modules or self.shared_with is None or key in self.replaced:
            return self.modules.get(key)
        self.modules[key] = self.shared_with.load(*key.split("."))
        self.loaded[key] = self.shared_with.loaded[key]
        return self.modules[key]


@lru_cache(maxsize=1024)
def compiled(source: Source, *, vetted: bool = True) -> CodeType:
    """Vet and compile one text, once: the controls load the same pieces for every known mistake.

    The course's own texts, mistakes among them, need no vetting: reading them twice would be a tenth of a verdict.
    """
    if vetted and not is_solution(source.path):
        vet(source)
        return compile(source.syntax, str(source.path), "exec")
    try:
        return compile(source.text.removeprefix("\ufeff"), str(source.path), "exec")  # half the time of parsing first
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        _ = source.syntax  # says in words what is wrong, where it is the text
        raise


class _Finder(importlib.abc.MetaPathFinder):
    """Sends imports of a tree's modules to that tree; installed once, so that imports at call time work too."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        package, _, key = fullname.partition(".")
        tree = _trees.get(package)
        return tree and ModuleSpec(fullname, tree, is_package="." not in key)


sys.meta_path.insert(0, _Finder())
