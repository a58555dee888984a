"""The search for a place or community: what people type leads to one place or to an offer."""

from collections.abc import Callable, Sequence

import streamlit as st

from geo_kopienas.domain.places.entries import unit_names
from geo_kopienas.domain.places.matching import (
    COMMUNITY_LEVEL,
    Candidate,
    MatchOutcome,
    told_apart,
)
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.frame.field_messages import note_on
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import plain


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
        _say_community(match.candidates[0], workspace, texts, key)
        return
    offered = match.candidates or match.nearest or workspace.matcher.suggest(asked)
    outcome = "several" if match.candidates else "nearest" if offered else "none"
    with note_on(key):
        st.caption(texts.say(f"search.{outcome}", asked=plain(asked)))
    row = st.container(horizontal=True, gap="small")  # what stands below is pushed down little
    for candidate, label in zip(offered, _labels(offered, workspace, texts), strict=True):
        row.button(
            plain(label),
            key=f"found_{candidate.level}_{candidate.id}",
            on_click=_choose_candidate,
            args=(workspace, candidate, choose),
        )


def _say_community(candidate: Candidate, workspace: Workspace, texts: Texts, field: str) -> None:
    """A community leads to its place: say so, for the place's name is not what was typed."""
    if candidate.level != COMMUNITY_LEVEL:
        return
    names = workspace.names(texts)
    where = ", ".join(names[place_id] for place_id in _places_of(candidate, workspace))
    sentence = "search.community_at" if where else "search.community_nowhere"
    name = community_names(workspace.data.communities, texts)[candidate.id]
    with note_on(field):
        st.caption(texts.say(sentence, name=plain(name), places=plain(where)))


def _labels(offered: Sequence[Candidate], workspace: Workspace, texts: Texts) -> list[str]:
    """Name and kind of each; a town as a unit and as a place is told apart by the level."""
    names, places = workspace.names(texts), workspace.data.places.set_index("place_id")
    communities = community_names(workspace.data.communities, texts)
    units = unit_names(workspace.data.places, names)
    kinds = {
        candidate: str(places.loc[candidate.id, "kind"])
        for candidate in offered
        if candidate.level != COMMUNITY_LEVEL
    }
    labels = []
    for candidate in offered:
        if candidate.level == COMMUNITY_LEVEL:
            labels.append(f"{communities[candidate.id]} ({texts['search.community']})")
            continue
        what = texts[f"place_kind.{kinds[candidate]}"]
        if list(kinds.values()).count(kinds[candidate]) > 1:
            what += f" · {texts[f'profile.level.{candidate.level}']}"
        labels.append(told_apart(names[candidate.id], what, units.get(candidate.id, "")))
    return labels


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
