"""How GPTConfig is asked."""


def drive(GPTConfig, fields):
    """Build a config and read it; `refused` is 1 where it was refused in words."""
    try:
        config = GPTConfig(**fields)
    except ValueError as error:
        return 0.0, 0.0, 1.0 if str(error) else 0.0
    return config.head_dim, config.n_parameters, 0.0
