"""Layers of geometry, read and written."""
