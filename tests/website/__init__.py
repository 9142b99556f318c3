"""The pages in a real browser. They skip in words where Node, Chromium, Playwright or the runtime's wheels are missing.

`PYODIDE_WHEELS` names a folder with NumPy's wheel for Pyodide, and SciPy's if it is to be had; the rest of the runtime
comes out of npm, as the workbench's lock file has it.
"""
