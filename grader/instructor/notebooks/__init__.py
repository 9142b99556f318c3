"""Notebooks of exercises: how a source notebook is written, and how a submitted one is read."""
