"""The controls that most pages share: the level of the places and a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

import streamlit as st

from geo_kopienas.ui.frame.address import EARLIEST_DATE, MAP_LEVELS
from geo_kopienas.ui.frame.page import today

if TYPE_CHECKING:
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace


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


def day_control(  # noqa: PLR0913 - a day, its limits and its looks
    texts: Texts,
    key: str,
    *,
    label: str = "map.as_of",
    earliest: date = EARLIEST_DATE,
    latest: date | None = None,
    width: int | Literal["stretch"] = "stretch",
    help_text: str | None = None,
) -> date:
    """A day from `earliest` to `latest` (today by default); the latest where none is chosen."""
    last = latest or today()
    chosen = st.date_input(
        texts[label],
        key=key,
        min_value=earliest,
        max_value=last,
        format="DD.MM.YYYY",
        width=width,
        help=help_text,
    )
    return chosen if isinstance(chosen, date) else last
