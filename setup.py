"""Lets a wheel carry what a clone has beside `grader/`: the solutions, the chapters and their figures."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOMS = {"solutions": {".py"}, "exercises": {".md", ".svg", ".png"}}
"""Each room, and the kinds of files that are taken along."""


class WithCourse(build_py):
    """Copies the rooms into `grader/bundled/`; stubs stay behind, since they are cut from the solutions."""

    def run(self) -> None:
        """Build the packages and, unless they are used in place, lay the rooms beside them."""
        super().run()
        course = Path(self.build_lib) / "grader" / "bundled"
        if self.editable_mode:
            return
        shutil.rmtree(course, ignore_errors=True)
        for room, kinds in ROOMS.items():
            for path in sorted(path for path in Path(room).rglob("*.*") if path.suffix in kinds):
                (course / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, course / path)


setup(cmdclass={"build_py": WithCourse})
