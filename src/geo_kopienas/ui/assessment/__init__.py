"""The self-assessment."""
