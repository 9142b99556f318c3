"""The toy's figure of which one side dies, as a module of its own."""

from tests.bench.toy import DYING as FIGURE

__all__ = ["FIGURE"]
