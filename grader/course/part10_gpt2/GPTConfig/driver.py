"""Driver: GPTConfig."""

from numbers import Integral


def drive(GPTConfig, fields):
    """Return a config's head_dim, n_parameters, 0, and 1 where both are whole numbers by their type.

    The fifth is 1 where no field can be changed. Where a ValueError with a message is raised, return 0, 0, 1, 1 and 1.
    """
    try:
        config = GPTConfig(**fields)
    except ValueError as error:
        return 0.0, 0.0, 1.0 if str(error) else 0.0, 1.0, 1.0
    whole = isinstance(config.head_dim, Integral) and isinstance(config.n_parameters, Integral)
    return config.head_dim, config.n_parameters, 0.0, float(whole), float(_is_fixed(config))


def _is_fixed(config):
    """Whether a field that is assigned to raises an exception, and stays as it is."""
    before = config.n_layer
    try:
        config.n_layer = before + 1
    except Exception:
        return config.n_layer == before
    return False
