"""Population figures of statistical offices."""
