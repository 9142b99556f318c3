"""CuPy's stand-in where there is no GPU: arrays that are no ndarray, and dispatch and refuse as CuPy's do.

What is refused was read in CuPy's source (15.0.0a1): an implicit copy to the host (`__array__`), arithmetic with a host
array, an assignment of one, a function or generalized ufunc that CuPy lacks, and float64 in the place of an argument
that CuPy does not know. Index arrays may come from the host, as there. The numbers are NumPy's own.
"""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

FUNCTIONS = frozenset({
    *("all", "any", "arange", "argmax", "argsort", "array", "asarray", "concatenate", "copyto", "cumsum"),
    *("einsum", "empty_like", "expand_dims", "flatnonzero", "full_like", "max", "mean", "min", "moveaxis", "ndim"),
    *("ones_like", "partition", "repeat", "reshape", "savez", "shape", "size", "split", "squeeze", "stack", "sum"),
    *("swapaxes", "take_along_axis", "transpose", "tril", "triu", "where", "zeros_like"),
})  # fmt: skip
"""The functions of NumPy's that CuPy has under the same name, as far as anything here might call them."""

TAKES_HOST = frozenset({"array", "asarray", "savez", "take_along_axis", "transpose"})
"""Those that take a host array: copies that are asked for, and indices."""

LACKING = frozenset({"vecdot", "matvec", "vecmat"})
"""The ufuncs that CuPy lacks."""

SCALARS = (bool, int, float, np.generic)

METHODS = (
    "all",
    "any",
    "argmax",
    "astype",
    "copy",
    "cumsum",
    "max",
    "mean",
    "min",
    "ravel",
    "repeat",
    "reshape",
    "sum",
)
METHODS += ("swapaxes", "transpose")


class DeviceArray(NDArrayOperatorsMixin):
    """An array of the device's: it holds an ndarray, which none but `asnumpy` gives out."""

    __array_priority__ = 100

    def __init__(self, held):
        self.held = np.asarray(held)

    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed.")

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        function = getattr(sys.modules.get("cupy"), ufunc.__name__, None)
        if ufunc.__name__ in LACKING:
            return function(*inputs, **options) if function else NotImplemented
        out = options.pop("out", ())
        arrays = (inputs[0], *inputs[2:]) if method == "at" else inputs  # between them are indices
        if refused := [a for a in (*arrays, *out) if not isinstance(a, (DeviceArray, *SCALARS))]:
            raise TypeError(f"Unsupported type {type(refused[0])}")
        if out:
            options["out"] = held(out)
        result = getattr(ufunc, method)(*held(inputs), **options)
        return out[0] if out else wrapped(result)

    def __array_function__(self, function, types, inputs, options):
        if function.__name__ not in FUNCTIONS:
            return NotImplemented
        if function.__name__ not in TAKES_HOST and any(isinstance(a, np.ndarray) for a in flat((inputs, options))):
            raise TypeError("Unsupported type <class 'numpy.ndarray'>")
        if function.__name__ == "savez":
            return np.savez(*held(inputs), **held(options))
        return wrapped(function(*held(inputs), **held(options)))

    def __getitem__(self, at):
        return wrapped(self.held[held(at)])

    def __setitem__(self, at, value):
        if isinstance(value, np.ndarray) and value.shape != ():
            raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
        self.held[held(at)] = held(value)

    def __len__(self):
        return len(self.held)

    def __iter__(self):
        return map(wrapped, self.held)

    def __float__(self):
        return float(self.held)

    def __int__(self):
        return int(self.held)

    def __bool__(self):
        return bool(self.held)

    def item(self):
        return self.held.item()

    def get(self):
        return self.held.copy()

    @property
    def T(self):
        return wrapped(self.held.T)

    __cuda_array_interface__ = property(lambda self: {})
    shape = property(lambda self: self.held.shape)
    ndim = property(lambda self: self.held.ndim)
    size = property(lambda self: self.held.size)
    dtype = property(lambda self: self.held.dtype)
    nbytes = property(lambda self: self.held.nbytes)


def _method(name):
    def call(self, *inputs, **options):
        if any(isinstance(a, np.ndarray) for a in flat((inputs, options))):
            raise TypeError("Unsupported type <class 'numpy.ndarray'>")
        return wrapped(getattr(self.held, name)(*held(inputs), **held(options)))

    return call


for _name in METHODS:
    setattr(DeviceArray, _name, _method(_name))


def held(value):
    """Return the ndarrays in the place of the device's arrays, at any depth."""
    if isinstance(value, DeviceArray):
        return value.held
    if isinstance(value, dict):
        return {key: held(each) for key, each in value.items()}
    return type(value)(map(held, value)) if type(value) in (list, tuple) else value


def wrapped(value):
    """Return a result as the device's: scalars are its arrays of no axes."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(wrapped, value))
    return DeviceArray(value) if isinstance(value, (np.ndarray, np.generic)) else value


def flat(value):
    """Yield all that tuples, lists and dicts hold."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, (list, tuple)):
        yield value
        return
    for each in value:
        yield from flat(each)


def cupy(devices=1):
    """Return a module with what the course asks of CuPy's, of a machine with so many GPUs."""
    module = ModuleType("cupy")
    module.ndarray = DeviceArray
    module.asarray = lambda array, **options: DeviceArray(np.array(held(array), **options))
    module.asnumpy = lambda array: np.array(held(array))
    module.cuda = SimpleNamespace(runtime=SimpleNamespace(getDeviceCount=lambda: devices))
    return module
