"""Shorten the garbage collection that Streamlit runs after every script."""

import gc
import sys

_settled_modules = 0


def settle() -> None:
    """Exclude loaded modules and data from garbage collection.

    Streamlit collects all garbage after every run, while every other session waits. Looking
    through the libraries' hundreds of thousands of objects, none of which is garbage, took 0.1 s a
    run: nine tenths of what a switch of the indicator cost, and most of what opening a page did.
    """
    global _settled_modules  # noqa: PLW0603 - one process, one collector
    if len(sys.modules) == _settled_modules:
        return
    _settled_modules = len(sys.modules)
    gc.collect()
    gc.freeze()
