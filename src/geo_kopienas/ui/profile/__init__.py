"""The profile of a place."""
