"""Messages about one field: an error in it, or a note on it.

A screen reader says a message beside a field only if the two are tied together, and Streamlit's
fields cannot be told so. The key of a container becomes a class of its element; from it the page's
script learns which field is meant (`tieMessages` in static/page/spoken.js).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st


@contextmanager
def error_in(key: str) -> Iterator[None]:
    """Mark what is shown within as an error in the field, or container of fields, of this key."""
    with st.container(key=f"error-in-{key}"):
        yield


@contextmanager
def note_on(key: str) -> Iterator[None]:
    """Mark what is shown within as a note on the field of this key, which holds no error."""
    with st.container(key=f"note-on-{key}"):
        yield
