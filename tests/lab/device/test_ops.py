"""The solutions of parts 03 to 06 on arrays that are not NumPy's: every case, output and gradient, nothing copied."""

import numpy as np
import pytest

from grader.course import registry
from tests.lab.device.standin import DeviceArray

PARTS = ("part03_linear_algebra", "part04_loss", "part05_normalization", "part06_attention")
OPS = [name for part in PARTS for name in registry.names(part) if registry.entry(name).is_op]


def on(gpu, value):
    if isinstance(value, dict):
        return {key: on(gpu, each) for key, each in value.items()}
    return gpu.put(value) if isinstance(value, np.ndarray) else value


def by_path(gradients, path=""):
    for name, gradient in gradients.items():
        yield from by_path(gradient, f"{path}{name}.") if isinstance(gradient, dict) else [(path + name, gradient)]


@pytest.mark.parametrize("name", OPS)
def test_an_op_computes_the_same_on_the_device_and_leaves_nothing_on_the_host(gpu, pieces, name):
    op = getattr(pieces, name)
    for case in registry.entry(name).cases:
        inputs = case.build(np.random.default_rng(1))
        output, backward = op(*inputs.values())
        upstream = case.draw_upstream(np.random.default_rng(2), np.shape(output))
        there, backward_there = op(*on(gpu, inputs).values())
        assert isinstance(there, DeviceArray), case.label
        scale = max(1.0, np.max(np.abs(output), initial=0))
        assert np.allclose(there.held, output, rtol=1e-9, atol=1e-9 * scale), case.label
        theirs = dict(by_path(backward_there(gpu.put(upstream))))
        for path, gradient in by_path(backward(upstream)):
            assert isinstance(theirs[path], DeviceArray), (case.label, path)
            assert theirs[path].dtype == np.asarray(gradient).dtype, (case.label, path)
            scale = np.max(np.abs(gradient), initial=0)
            assert np.allclose(theirs[path].held, gradient, rtol=1e-9, atol=1e-9 * scale), (case.label, path)
