"""Driver: GPTConfig."""

from numbers import Integral


def drive(GPTConfig, fields):
    """Return a config's head_dim, n_parameters, 0, and 1 where both are whole numbers by their type.

    Where a ValueError with a message is raised, return 0, 0, 1 and 1.
    """
    try:
        config = GPTConfig(**fields)
    except ValueError as error:
        return 0.0, 0.0, 1.0 if str(error) else 0.0, 1.0
    whole = isinstance(config.head_dim, Integral) and isinstance(config.n_parameters, Integral)
    return config.head_dim, config.n_parameters, 0.0, float(whole)
