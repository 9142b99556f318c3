"""A viva: questions computed from a student's own code, with answers that the sandbox gave."""
