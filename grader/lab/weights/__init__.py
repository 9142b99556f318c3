"""Real weights: `fetch` from a hub, `verify` by hash, read any of the `formats` in use, and `store` them."""
