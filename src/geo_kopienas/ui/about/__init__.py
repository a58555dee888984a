"""About the project."""
