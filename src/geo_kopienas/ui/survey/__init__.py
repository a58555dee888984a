"""The survey's results."""
