"""The judge under nbgrader: what a course's nbgrader_config.py puts in the place of executing notebooks."""
