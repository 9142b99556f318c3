"""A class of submissions, graded: read, judged through an executor, kept by hash, and written out."""
