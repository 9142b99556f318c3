"""The commands and every other front."""
