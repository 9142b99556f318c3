"""SciPy starts without the parts of NumPy that it only names, and they are there for who uses them."""

import subprocess
import sys

import pytest

STARTED = """
import sys
import numpy as np
from grader.runner.lazy_numpy import defer_unused_modules
defer_unused_modules()
from scipy.special import erf
"""


def run(code):
    """Run code in a Python of its own; return what it printed."""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout


def test_scipy_starts_without_what_it_only_names():
    assert run(STARTED + "print('numpy.f2py.crackfortran' in sys.modules, 'numpy.ma.core' in sys.modules)") == (
        "False False\n"
    )


@pytest.mark.parametrize(
    "use",
    [
        "np.testing.assert_allclose(erf(0.0), 0)",
        "import numpy.testing as t; t.assert_allclose(erf(0.0), 0)",
        "from numpy.ma import masked_array; assert masked_array([1, 2], [True, False]).sum() == 2",
        "assert np.ma.core.masked_array([1, 2], [True, False]).sum() == 2",
        "import numpy.f2py.crackfortran",
        "import scipy.stats, scipy.sparse, scipy.linalg",
    ],
)
def test_what_was_spared_is_there_when_it_is_used(use):
    run(STARTED + use)


def test_what_is_loaded_already_stays():
    run("import numpy.ma as ma" + STARTED + "assert np.ma is ma is sys.modules['numpy.ma']")
