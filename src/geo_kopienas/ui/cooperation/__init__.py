"""Cooperation with the municipality."""
