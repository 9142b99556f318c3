"""The student's pieces at work."""
