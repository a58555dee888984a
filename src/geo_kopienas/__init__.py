"""Resident communities of a municipality on a map in which every colour explains itself."""

__version__ = "0.1.0"
