"""The command line `geo-kopienas`: the functions of the pages, for a terminal and for scripts."""

from geo_kopienas.cli.program import main

__all__ = ["main"]
