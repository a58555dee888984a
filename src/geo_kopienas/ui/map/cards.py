"""The list of communities beside the map: chips for state and kind, and a card for each."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from geo_kopienas.domain.schema.codes import CommunityType
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.maps.colours import POINT_STYLES
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import community_names, community_views
from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.map.choices import MapChoices

#: A country has too many for one list; the rest is asked for in steps.
CARD_STEP = 60


def show_chips(workspace: Workspace, choices: MapChoices, texts: Texts) -> MapChoices:
    """Show the chips of the states and kinds that there are, and take over what is chosen."""
    known = known_communities(workspace, choices)
    return choices._replace(
        states=_chips("states", "community_state", POINT_STYLES, known["state"], texts),
        types=_chips("types", "community_type", CommunityType, known["type"], texts),
    )


def _chips(
    key: str, words: str, codes: Iterable[str], present: pd.Series, texts: Texts
) -> tuple[str, ...]:
    """A chip for each code that is present or chosen, with how many communities it has."""
    counts = present.value_counts()
    wanted = {*counts.index, *st.session_state[key]}
    chosen = st.pills(
        texts[f"resident.{key}"],
        [str(code) for code in codes if code in wanted],
        selection_mode="multi",
        format_func=lambda code: f"{texts[f'{words}.{code}']} ({counts.get(code, 0)})",
        key=key,
    )
    return tuple(chosen)


def known_communities(workspace: Workspace, choices: MapChoices) -> pd.DataFrame:
    """The communities that are known on the day, with `state` and `last_date`."""
    states = workspace.day(choices.as_of).states
    return workspace.data.communities.merge(states, left_on="community_id", right_index=True)


def mapped_states(workspace: Workspace, choices: MapChoices) -> list[str | None]:
    """State of every community of the map's file; None for those that the chips leave out."""
    states = loaders.mapped_states(workspace, workspace.key, choices.as_of)
    if not choices.states and not choices.types:
        return states
    known = known_communities(workspace, choices)
    shown = set(known.loc[is_shown(known, choices), "community_id"])
    ids = workspace.mapped_communities["community_id"]
    return [state if one in shown else None for one, state in zip(ids, states, strict=True)]


def is_shown(communities: pd.DataFrame, choices: MapChoices) -> pd.Series:
    """Which communities the chosen chips leave; all where none is chosen."""
    states, types = communities["state"], communities["type"]
    mask = pd.Series(data=True, index=communities.index)
    if choices.states:
        mask &= states.isin(choices.states)
    if choices.types:
        mask &= types.isin(choices.types)
    return mask


def show_cards(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Show a card for each community that the chips leave, the liveliest first."""
    known = known_communities(workspace, choices)
    left = _liveliest_first(known.loc[is_shown(known, choices)], texts)
    count: int = st.session_state.setdefault("card_count", CARD_STEP)
    show_template(
        "map/cards.html",
        texts=texts,
        lead=texts.count("resident.cards", len(left)),
        is_filtered=bool(choices.states or choices.types),
        cards=card_views(left.head(count), workspace, workspace.day(choices.as_of), texts),
    )
    if len(left) > count:
        st.button(
            texts.count("resident.more", min(CARD_STEP, len(left) - count)), on_click=_show_more
        )


def _show_more() -> None:
    st.session_state["card_count"] += CARD_STEP


def _liveliest_first(communities: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    ids = communities["community_id"]
    alphabet = by_name(ids, community_names(communities, texts))
    order = pd.DataFrame(
        {
            "state": communities["state"].map(list(POINT_STYLES).index),
            "age": communities["last_date"].rank(ascending=False, method="dense"),
            "name": ids.map({name: at for at, name in enumerate(alphabet)}),
        }
    )
    return communities.loc[order.sort_values(["state", "age", "name"]).index]


def card_views(
    communities: pd.DataFrame, workspace: Workspace, day: Day, texts: Texts
) -> list[dict[str, Any]]:
    """Communities in words, with the names of their places."""
    names = workspace.names(texts)
    views = community_views(communities, day.states, texts)
    return [
        view | {"where": ", ".join(names[place_id] for place_id in place_ids or ())}
        for view, place_ids in zip(views, communities["place_ids"], strict=True)
    ]
