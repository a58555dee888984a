"""The only call of st_folium: a painting on the map of a level."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from geo_kopienas.maps.painting import INLINE_LENGTH, Painting, paint_content
from geo_kopienas.maps.place_map import Paint, PlaceMap
from geo_kopienas.store.files.web import write_content
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.settings import GEOMETRY_FOLDER
from geo_kopienas.ui.frame.shell import is_embedded

EMBED_HEIGHT = 620  # map and legend
MAP_HEIGHT = 720  # map, legend and the head of the table, in pixels
WHOLE_SPARE = 70  # a legend of more lines, so that the last row of a whole table is seen too
ROW_HEIGHT = 31
#: A table of no more rows is shown whole; a longer one scrolls inside the frame.
WHOLE_ROWS, SCROLLED_ROWS = 12, 8


def show_map(  # noqa: PLR0913 - a map, and what it is shown for
    workspace: Workspace,
    painting: Painting,
    texts: Texts,
    *,
    key: str,
    on_choose: Callable[[], None],
    has_table: bool = True,
) -> None:
    """Show the map; `on_choose` runs before the script when a place is chosen on it.

    Args:
        workspace: Where the layers are.
        painting: What its places show, in the order of the register.
        texts: Words of the language.
        key: One for each page; `chosen(key)` tells what was chosen.
        on_choose: Called after a choice.
        has_table: Whether its table stands below it; a page may have a better one.
    """
    ground = loaders.map_ground(
        workspace, workspace.key, painting.level, texts.language, _texts=texts
    )
    is_alone = is_embedded() or not has_table
    script, style = loaders.frame_files()
    place_map = PlaceMap(bounds=workspace.bounds, is_embedded=is_alone, script=script, style=style)
    st_folium(
        place_map,
        key=key,
        height=EMBED_HEIGHT if is_alone else _frame_height(len(painting.place_values)),
        use_container_width=True,
        # Nothing that folium reports makes the script run: pan and zoom stay in the browser.
        returned_objects=[],
        feature_group_to_add=Paint(_with_long_parts_in_files(paint_content(painting, ground))),
        on_change=on_choose,
    )


def _frame_height(row_count: int) -> int:
    if row_count > WHOLE_ROWS:
        return MAP_HEIGHT + ROW_HEIGHT * SCROLLED_ROWS
    return MAP_HEIGHT + WHOLE_SPARE + ROW_HEIGHT * row_count


def chosen(key: str) -> dict[str, Any]:
    """The last choice on the map: `place_id`, `community_id`; empty before the first."""
    choice: dict[str, Any] = st.session_state.get(key) or {}
    return choice


def _with_long_parts_in_files(content: dict[str, Any]) -> dict[str, Any]:
    """Name a static file instead of what would be too much for every switch.

    The browser keeps such a file, so that a second look at the same values sends none of them.
    """
    told = dict(content)
    for part in ("places", "points"):
        if len(json.dumps(told[part])) > INLINE_LENGTH:
            # A folder that may not be written costs bytes and nothing else.
            with contextlib.suppress(OSError):
                told[part] = {"file": write_content(GEOMETRY_FOLDER, part, told[part])}
    return told
