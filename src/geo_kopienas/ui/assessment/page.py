"""The page of self-assessment: choose, answer, see the result, keep the file."""

import json
from collections.abc import Collection, Sequence
from typing import Any

import streamlit as st

from geo_kopienas.domain.assessment.answers import FIRST_DAY, MAX_NAME_LENGTH
from geo_kopienas.domain.assessment.methodology import Method
from geo_kopienas.domain.assessment.saved import saved_content
from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.store.assessment.saved import read_assessment
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import community_names
from geo_kopienas.ui.assessment.answers import show_questions, show_sheets
from geo_kopienas.ui.assessment.files import known_of, show_files
from geo_kopienas.ui.assessment.memory import Memory, View, give, recall
from geo_kopienas.ui.assessment.result import show_result
from geo_kopienas.ui.frame.address import Parameter, among, place_parameter
from geo_kopienas.ui.frame.controls import optional_choice, places_to_choose
from geo_kopienas.ui.frame.draft import Draft
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, read_address, today, write_address
from geo_kopienas.ui.frame.visit import set_fields


def show(texts: Texts) -> None:
    """Show the page."""
    workspace = open_workspace(texts, is_of_now=True)
    methodology = workspace.data.methodology
    memory = recall(methodology.method, today())
    parameters = _parameters(workspace, texts)
    _restore_choices(memory, methodology.method, parameters, texts)
    show_template("assessment/about.html", texts=texts, method=methodology.method)
    _community_controls(memory, workspace, texts)
    _view_control(memory, texts)
    write_address(texts, parameters, _choices(memory, methodology.method))
    if memory.view is View.ANSWERS:
        show_questions(memory, methodology, texts)
    elif memory.view is View.SHEETS:
        show_sheets(memory, methodology.method, texts)
    else:
        show_result(memory, workspace, texts)
    show_files(memory, workspace, texts)
    _keep_draft(memory, workspace, texts)


def _keep_draft(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    """Keep the round in the browser, and go on with one that was broken off."""
    method_id = workspace.data.methodology.method.method_id
    content = saved_content(memory.assessment(method_id)) if memory.has_answers else None
    former = Draft("assessment", texts).keep(content)
    if former is None:
        return
    known = known_of(workspace)
    assessment, _ = read_assessment(json.dumps(former).encode(), "melnraksts.json", known)
    if assessment is not None:
        memory.take(assessment)
        st.rerun()


# --- choices: in the address are the place, the community and the criterion, never an answer ------


def _parameters(workspace: Workspace, texts: Texts) -> tuple[Parameter, ...]:
    data = workspace.data
    # Words of another language make another field.
    keys = (f"assessment_{name}_{texts.language}" for name in ("place", "community", "criterion"))
    place, community, criterion = keys
    return (
        place_parameter(place, data.places["place_id"]),
        Parameter("kopiena", community, among(data.communities["community_id"])),
        Parameter("kriterijs", criterion, among(data.methodology.method.criteria)),
    )


def _restore_choices(
    memory: Memory, method: Method, parameters: Sequence[Parameter], texts: Texts
) -> None:
    asked = read_address(texts, parameters)
    place, community, criterion = (asked.get(parameter.key) for parameter in parameters)
    memory.place_id = place or memory.place_id
    memory.community_id = community or memory.community_id
    if criterion is not None:
        memory.criterion = list(method.criteria).index(criterion)
        memory.view = View.ANSWERS
    set_fields({}, {})


def _choices(memory: Memory, method: Method) -> tuple[str | None, ...]:
    is_answering = memory.view is View.ANSWERS
    criterion = list(method.criteria)[memory.criterion] if is_answering else None
    return memory.place_id, memory.community_id, criterion


def _community_controls(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    place, community, day = st.columns([2, 2, 1])
    with place:
        _place_control(memory, workspace, texts)
    with community:
        _community_control(memory, workspace, texts)
    with day:
        st.date_input(
            texts["assessment.date"],
            min_value=FIRST_DAY,
            max_value=today(),
            format="DD.MM.YYYY",
            **_kept(memory, "date", "assessment_date"),
        )


def _place_control(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    key = f"assessment_place_{texts.language}"
    optional_choice(
        texts["assessment.place"],
        places_to_choose(workspace, texts),
        texts["assessment.no_place"],
        **_kept(memory, "place_id", key, workspace.names(texts)),
    )


def _community_control(memory: Memory, workspace: Workspace, texts: Texts) -> None:
    names = community_names(workspace.data.communities, texts)
    offered = _communities_of(memory.place_id, workspace)
    if memory.community_id is not None:
        offered.add(memory.community_id)
    optional_choice(
        texts["assessment.community"],
        {community_id: names[community_id] for community_id in by_name(offered, names)},
        texts["assessment.no_community"],
        **_kept(memory, "community_id", f"assessment_community_{texts.language}", names),
    )
    if memory.community_id is None:
        st.text_input(
            texts["assessment.community_name"],
            max_chars=MAX_NAME_LENGTH,
            help=texts["assessment.community_name_help"],
            **_kept(memory, "community_name", f"assessment_name_{texts.language}"),
        )


def _communities_of(place_id: str | None, workspace: Workspace) -> set[str]:
    """Communities of a place and of what lies in it; all where no place is chosen."""
    communities = workspace.data.communities
    if place_id is None:
        return set(communities["community_id"])
    counting = counting_places(workspace.data.places)
    inside = set(counting.loc[counting["counts_for_id"] == place_id, "place_id"])
    pairs = zip(communities["community_id"], communities["place_ids"], strict=True)
    return {community_id for community_id, ids in pairs if inside.intersection(ids)}


def _view_control(memory: Memory, texts: Texts) -> None:
    st.segmented_control(
        texts["assessment.view"],
        list(View),
        format_func=lambda view: texts[f"assessment.view_{view}"],
        required=True,
        label_visibility="collapsed",
        **_kept(memory, "view", f"assessment_view_{texts.language}"),
    )


def _kept(
    memory: Memory, name: str, key: str, known: Collection[str] | None = None
) -> dict[str, Any]:
    """What a field is told so that it shows a value of the memory and writes it there.

    Args:
        memory: The memory.
        name: Name of the value.
        key: The field's key.
        known: The ids among which it is chosen, if it is.
    """
    give(key, getattr(memory, name))
    return {"key": key, "on_change": _keep, "args": (memory, name, key, known)}


def _keep(memory: Memory, name: str, key: str, known: Collection[str] | None) -> None:
    value = st.session_state[key]
    if value is None and name == "date":  # an emptied day stays what it was
        return
    # A quick hand chooses from a list that is just being drawn anew: what comes are mere words.
    if value is None or known is None or value in known:
        setattr(memory, name, value)
