"""Layers of geometry and what an import of borders changes."""
