"""The map page whose choice reruns the whole script and shows no map: measure (a)."""

import streamlit as st

# Before the page is imported: its fragment becomes a plain part of the script.
st.fragment = lambda function: function

from geo_kopienas.ui import frame, map_display, map_page, memory  # noqa: E402

map_display.show_map = lambda *_arguments, **_settings: None
map_page.show(frame.begin("map"))
memory.settle()
