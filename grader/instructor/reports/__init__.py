"""The forms in which results are written; each module turns results into text, and touches no file."""
