"""The controls that most pages share: the level of the places and a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.address import EARLIEST_DATE, MAP_LEVELS
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import today


def level_control(workspace: Workspace, texts: Texts, key: str) -> None:
    """The levels of which there are places; the chosen one stands in the session at `key`."""
    offered = {*workspace.levels, st.session_state[key]}  # a link may ask for an empty one
    st.segmented_control(
        texts["map.level"],
        [level for level in MAP_LEVELS if level in offered],
        format_func=lambda level: texts[f"level.{level}.plural"],
        key=key,
        required=True,
        wrap=True,
    )


def optional_choice(
    label: str,
    words: Mapping[Any, str],
    none: str,
    key: str,
    **field: Any,  # noqa: ANN401 - what a field of Streamlit may have
) -> Any:  # noqa: ANN401 - a code of whatever is chosen
    """A field for one code of several or none.

    Args:
        label: Its label.
        words: Words of each code, in the order of the list.
        none: What stands for none.
        key: Its key.
        field: What else Streamlit may be told.

    Returns:
        The chosen code, or None.
    """
    return st.selectbox(
        label,
        [None, *words],
        format_func=lambda code: none if code is None else words[code],
        key=key,
        placeholder=none,
        **field,
    )


def places_to_choose(workspace: Workspace, texts: Texts) -> dict[str, str]:
    """Name and kind of every place within the municipality, in the order of the names."""
    names, places = workspace.names(texts), workspace.data.places
    below = places.loc[places["level"] != Level.MUNICIPALITY].set_index("place_id")["kind"]
    return {
        place_id: f"{names[place_id]} ({texts[f'place_kind.{below[place_id]}']})"
        for place_id in by_name(below.index, names)
    }


def day_control(
    texts: Texts,
    key: str,
    *,
    label: str = "map.as_of",
    earliest: date = EARLIEST_DATE,
    latest: date | None = None,
    **looks: Any,  # noqa: ANN401 - what a field of Streamlit may have
) -> date:
    """A day from `earliest` to `latest` (today by default); the latest where none is chosen."""
    last = latest or today()
    chosen = st.date_input(
        texts[label], key=key, min_value=earliest, max_value=last, format="DD.MM.YYYY", **looks
    )
    return chosen if isinstance(chosen, date) else last
