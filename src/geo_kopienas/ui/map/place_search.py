"""The search for a place or community: what people type leads to one of them or to an offer."""

from collections.abc import Callable

import streamlit as st

from geo_kopienas.domain.places.matching import COMMUNITY_LEVEL, Candidate, MatchOutcome
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.field_messages import note_on
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.shell import plain
from geo_kopienas.ui.map.offers import Offers, offers


def show(
    workspace: Workspace,
    texts: Texts,
    key: str,
    choose: Callable[[Candidate], None],
    label: str = "search.label",
) -> bool:
    """Show the field and, where a name means several places or none, what may be meant.

    Args:
        workspace: The data.
        texts: Words of the language.
        key: Name of the field in the session; one that ends in "search" gets suggestions.
        choose: Takes what was found.
        label: Key of the field's label.

    Returns:
        Whether something was asked for that nobody knows.
    """
    offered = offers(workspace, texts)
    asked = st.text_input(
        texts[label],
        key=key,
        placeholder=texts.say("search.placeholder", names=workspace.examples),
        on_change=_search_changed,
        args=(offered, key, choose),
    )
    if not asked.strip():
        return False
    match = offered.meant(asked)
    if match.outcome is MatchOutcome.ONE:
        return False
    candidates = match.candidates or match.nearest or workspace.matcher.suggest(asked)
    outcome = "several" if match.candidates else "nearest" if candidates else "none"
    with note_on(key):
        st.caption(texts.say(f"search.{outcome}", asked=plain(asked)))
    row = st.container(horizontal=True, gap="small")  # what stands below is pushed down little
    for candidate in candidates:
        row.button(
            plain(offered.label(candidate)),
            key=f"found_{candidate.level}_{candidate.id}",
            on_click=choose,
            args=(candidate,),
        )
    return not match.candidates


def say_community(workspace: Workspace, texts: Texts, key: str) -> None:
    """A community leads to its place: say so, for the place's name is not what was typed."""
    offered, names = offers(workspace, texts), workspace.names(texts)
    candidate = next(iter(offered.meant(st.session_state[key]).candidates), None)
    if candidate is None or candidate.level != COMMUNITY_LEVEL:
        return
    where = ", ".join(names[place_id] for place_id in offered.places_of(candidate))
    sentence = "search.community_at" if where else "search.community_nowhere"
    with note_on(key):
        st.caption(texts.say(sentence, name=plain(offered.name(candidate)), places=plain(where)))


def _search_changed(offered: Offers, key: str, choose: Callable[[Candidate], None]) -> None:
    match = offered.meant(st.session_state[key])
    if match.outcome is MatchOutcome.ONE:
        choose(match.candidates[0])
