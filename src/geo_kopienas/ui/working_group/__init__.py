"""The working group."""
