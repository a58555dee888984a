"""The search for a place or community: what people type leads to one place or to an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas.domain.matching import COMMUNITY_LEVEL, MatchOutcome
from geo_kopienas.ui.frame import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.domain.matching import Candidate
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.loaders import Workspace


def show(workspace: Workspace, texts: Texts, key: str, choose: Callable[[str], None]) -> None:
    """Show the field and, where a name means several places or none, what may be meant.

    Args:
        workspace: The data.
        texts: Words of the language.
        key: Name of the field in the session.
        choose: Takes the id of the place that was found; of a community, its first place.
    """
    asked = st.text_input(
        texts["search.label"],
        key=key,
        placeholder=texts.say("search.placeholder", names=workspace.examples),
        on_change=_search_changed,
        args=(workspace, key, choose),
    )
    if not asked.strip():
        return
    match = workspace.matcher.match(asked)
    if match.outcome is MatchOutcome.ONE:
        _say_community(match.candidates[0], workspace, texts)
        return
    offered = match.candidates or match.nearest or workspace.matcher.suggest(asked)
    outcome = "several" if match.candidates else "nearest" if offered else "none"
    st.caption(texts.say(f"search.{outcome}", asked=plain(asked)))
    row = st.container(horizontal=True, gap="small")  # what stands below is pushed down little
    for candidate in offered:
        row.button(
            f"{plain(candidate.name)} ({_describe(candidate, workspace, texts)})",
            key=f"found_{candidate.level}_{candidate.id}",
            on_click=_choose_candidate,
            args=(workspace, candidate, choose),
        )


def _say_community(candidate: Candidate, workspace: Workspace, texts: Texts) -> None:
    """A community leads to its place: say so, for the place's name is not what was typed."""
    if candidate.level != COMMUNITY_LEVEL:
        return
    places = workspace.data.places
    names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    where = ", ".join(names[one] for one in _places_of(candidate, workspace))
    key = "search.community_at" if where else "search.community_nowhere"
    st.caption(texts.say(key, name=plain(candidate.name), places=plain(where)))


def _describe(candidate: Candidate, workspace: Workspace, texts: Texts) -> str:
    if candidate.level == COMMUNITY_LEVEL:
        return texts["search.community"]
    places = workspace.data.places
    kind = places.loc[places["place_id"] == candidate.id, "kind"].iloc[0]
    return texts[f"place_kind.{kind}"]


def _search_changed(workspace: Workspace, key: str, choose: Callable[[str], None]) -> None:
    match = workspace.matcher.match(st.session_state[key])
    if match.outcome is MatchOutcome.ONE:
        _choose_candidate(workspace, match.candidates[0], choose)


def _choose_candidate(
    workspace: Workspace, candidate: Candidate, choose: Callable[[str], None]
) -> None:
    place_id: str | None = candidate.id
    if candidate.level == COMMUNITY_LEVEL:
        place_id = next(iter(_places_of(candidate, workspace)), None)
    if place_id is not None:
        choose(str(place_id))


def _places_of(candidate: Candidate, workspace: Workspace) -> tuple[str, ...]:
    """The places of a community; none where the sources name none."""
    communities = workspace.data.communities
    row = communities.loc[communities["community_id"] == candidate.id].iloc[0]
    return tuple(row["place_ids"] or ())
