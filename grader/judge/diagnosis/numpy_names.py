"""Names that NumPy once had, and what is written now."""

REMOVED = {
    "float": "float, or np.float64", "int": "int, or np.int64", "bool": "bool, or np.bool_", "object": "object",
    "complex": "complex", "str": "str", "float_": "np.float64", "int0": "np.intp", "product": "np.prod",
    "cumproduct": "np.cumprod", "alltrue": "np.all", "sometrue": "np.any", "trapz": "np.trapezoid",
    "in1d": "np.isin", "row_stack": "np.vstack", "Inf": "np.inf", "Infinity": "np.inf", "infty": "np.inf",
    "NaN": "np.nan", "NAN": "np.nan", "round_": "np.round", "asscalar": "array.item()", "mat": "np.array",
    "asfarray": "np.asarray(x, dtype=float)", "msort": "np.sort(x, axis=0)", "find_common_type": "np.result_type",
    "cast": "array.astype", "source": "inspect.getsource", "unicode_": "np.str_", "string_": "np.bytes_",
}  # fmt: skip
