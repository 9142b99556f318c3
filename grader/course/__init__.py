"""What is asked of a student: the registry of exercises, and a folder for each."""
