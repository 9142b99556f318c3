"""Driver: GPTConfig."""


def drive(GPTConfig, fields):
    """Return a config's head_dim, n_parameters and 0; or 0, 0 and 1 where a ValueError with a message is raised."""
    try:
        config = GPTConfig(**fields)
    except ValueError as error:
        return 0.0, 0.0, 1.0 if str(error) else 0.0
    return config.head_dim, config.n_parameters, 0.0
