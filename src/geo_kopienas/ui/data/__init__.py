"""Data to take away."""
