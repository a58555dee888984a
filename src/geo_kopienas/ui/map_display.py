"""The only call of st_folium."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit_folium import st_folium

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.maps.place_map import Paint, PlaceMap

KEY = "place_map"


def show_map(place_map: PlaceMap, paint: Paint, height: int, on_choose: Callable[[], None]) -> None:
    """Show the map; `on_choose` runs before the script when a place is chosen on it.

    Args:
        place_map: The map, whose markup is the same on every run.
        paint: What it shows now.
        height: Height of the frame in pixels: map, legend and table.
        on_choose: Called after a choice; `chosen()` tells which.
    """
    st_folium(
        place_map,
        key=KEY,
        height=height,
        use_container_width=True,
        # Nothing that folium reports makes the script run: pan and zoom stay in the browser.
        returned_objects=[],
        feature_group_to_add=paint,
        on_change=on_choose,
    )


def chosen() -> dict[str, Any]:
    """The last choice on the map: `place_id`, `community_id`; empty before the first."""
    choice: dict[str, Any] = st.session_state.get(KEY) or {}
    return choice
