"""Codebook, rounds and answers of the survey."""
