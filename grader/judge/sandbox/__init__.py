"""Judging at a distance: a student's code in a sandbox (`sandbox`), the judge on this side (`worker`, `mark`)."""
