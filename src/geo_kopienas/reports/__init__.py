"""Printable documents, set as tagged PDF."""
