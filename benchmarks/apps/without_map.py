"""The map page whose choice reruns the whole script and shows no map: measure (a)."""

import streamlit as st

# Before the page is imported: its fragment becomes a plain part of the script.
st.fragment = lambda function: function

from geo_kopienas.ui.frame import map_display, memory, shell  # noqa: E402
from geo_kopienas.ui.map import page  # noqa: E402

map_display.show_map = lambda *_arguments, **_settings: None
page.show(shell.begin("map"))
memory.settle()
