"""What an instructor uses."""
