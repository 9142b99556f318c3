"""The stand-in refuses what CuPy refuses: a test of it, or all others here would pass for nothing."""

import numpy as np
import pytest

HOST = np.arange(6.0).reshape(2, 3)

REFUSED = {
    "a copy to the host": np.asarray,
    "an array made of it": lambda x: np.array([x, x]),
    "a host array on the right": lambda x: x + HOST,
    "a host array on the left": lambda x: HOST @ x.T,
    "a host array of no axes": lambda x: x * np.array(2.0),
    "an assignment of a host array": lambda x: x.__setitem__(0, HOST[0]),
    "an assignment into a host array": lambda x: HOST.copy().__setitem__(0, x[0]),
    "a scatter into a host array": lambda x: np.add.at(HOST.copy(), [0], x[:1]),
    "a host array among others": lambda x: np.concatenate([x, HOST]),
    "a function that CuPy lacks": lambda x: np.busday_count(x, x),
    "a host array to write to": lambda x: np.exp(x, out=HOST.copy()),
    "a generalized ufunc that CuPy lacks": lambda x: np.vecmat(x[0], x.T),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(gpu, what):
    with pytest.raises((TypeError, ValueError)):
        REFUSED[what](gpu.put(HOST))


def test_a_function_that_makes_its_zeros_on_the_host_does_not_pass(gpu):
    def backward(dY):
        dW = np.zeros((4, 3), dtype=dY.dtype)
        np.add.at(dW, [0, 0], dY)
        return dW

    with pytest.raises(TypeError):
        backward(gpu.put(HOST))
