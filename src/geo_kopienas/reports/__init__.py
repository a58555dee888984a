"""Printable documents: what is known of a place, set as PDF."""
