"""The inactive places."""
