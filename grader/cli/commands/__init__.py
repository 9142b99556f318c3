"""The commands of `grader`, one module each. A command reads its options, asks the judge, and prints."""
