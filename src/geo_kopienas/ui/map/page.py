"""The map page: choose, load, compute, show.

It opens with what a resident asks: a sentence, a search, the communities and the map of their
activity. Planners' controls are one press away; an address with a planner's choice shows them.
"""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.places.hierarchy import of_level, places_above
from geo_kopienas.domain.places.matching import COMMUNITY_LEVEL, Candidate
from geo_kopienas.domain.schema.codes import ActivityState, Level
from geo_kopienas.domain.survey.codebook.model import SurveyIndicator
from geo_kopienas.maps.classification import limits_to_text
from geo_kopienas.maps.painting import Painting, indicator_colouring
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame import loaders, map_display
from geo_kopienas.ui.frame.address import MAP_LEVELS, address_of
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, show_refusals, today, write_address
from geo_kopienas.ui.frame.parts import show_data_link
from geo_kopienas.ui.frame.shell import guarded, is_embedded
from geo_kopienas.ui.frame.visit import (
    is_drawn_address,
    is_history_step,
    is_taken_address,
    set_fields,
)
from geo_kopienas.ui.map import (
    cards,
    community_panel,
    controls,
    place_panel,
    place_search,
    sharing,
)
from geo_kopienas.ui.map import survey as survey_on_map
from geo_kopienas.ui.map.choices import (
    START_INDICATOR,
    MapChoices,
    brief_parameters,
    choices_from_address,
    default_choices,
    is_planners,
    map_parameters,
)
from geo_kopienas.ui.map.way_on import way_on

MAP_KEY = "place_map"


def show(texts: Texts) -> None:
    """Show the page, or the faults of the data."""
    workspace = open_workspace(texts)
    _restore_choices(workspace, texts)
    if is_embedded():
        _show_map(workspace, _choices(), texts)
        return
    _explore(workspace, texts)


def _explore(workspace: Workspace, texts: Texts) -> None:
    """Search, controls, map and answer; static style says where each stands (map/layout.html)."""
    show_template("map/layout.html")
    head = st.container(
        key="start-head", horizontal=True, horizontal_alignment="distribute", gap="small"
    )
    sentence = head.container(width="content")
    head.toggle(texts["resident.planning"], key="planning", width="content")
    with st.container(key="start", gap="small"):
        finding, choosing, picture, answer = (
            st.container(key=f"start-{part}") for part in ("find", "choose", "map", "answer")
        )
    if _is_planning():
        with choosing:
            _keep(controls.show(workspace, _choices(), texts))
            _keep(_on_its_level(workspace, _choices()))
    with finding:
        choose = partial(_choose_found, workspace)
        is_unknown = place_search.show(workspace, texts, "search", choose, "resident.where")
    with answer:
        if is_unknown:
            way = way_on(workspace, workspace.day(_choices().as_of), None, texts)
            show_template("map/unknown.html", texts=texts, way_on=way)
        panel = st.container(key="start-panel")
        with st.container(key="start-chips", gap="small"):
            _keep(cards.show_chips(workspace, _choices(), texts))
        cards.show_cards(workspace, _choices(), texts)
        place_panel.show_undrawn(_of_day(workspace, _choices()), _choices(), texts)
        show_template("map/questions.html", texts=texts)
    with sentence:
        _show_sentence(workspace, texts)
    with picture:
        _picture(workspace, texts, panel)
    show_data_link(texts, _choices().as_of, level=_choices().level.value)


@st.fragment
def _picture(workspace: Workspace, texts: Texts, panel: DeltaGenerator) -> None:
    """Show what depends on the indicator or a click; as a fragment it sends nothing else."""
    if st.session_state.pop("is_level_changed", False):
        st.rerun()  # the field of the level stands outside
    with guarded(texts):
        if _is_planning():
            _keep(controls.show_indicator(workspace, _choices(), texts))
        choices = _choices()
        survey_on_map.show_demo_mark(workspace, choices, texts)
        _show_map(workspace, choices, texts)
        with panel:
            _show_answer(workspace, choices, texts)
        _write_choices(workspace, choices, texts)


def _show_answer(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """What is said of the community or the place that is chosen."""
    of_day = _of_day(workspace, choices)
    if choices.community_id is not None:
        community_panel.show(workspace, choices.community_id, choices.as_of, texts)
    elif choices.place_id is not None:
        is_planning = _is_planning()
        place_panel.show(
            choices.place_id, of_day, workspace, choices, texts, is_planning=is_planning
        )
    elif _is_planning():
        show_template("map/no_place.html", texts=texts)
    else:
        st.empty()  # keeps the place where a click puts its answer


def _show_sentence(workspace: Workspace, texts: Texts) -> None:
    """Say in one sentence what is known: communities, and places with and without news."""
    day = workspace.day(_choices().as_of)
    place_ids = of_level(workspace.data.places, workspace.first_level)["place_id"]
    states = day.statuses["activity_state"].reindex(place_ids).value_counts()
    active, unknown = (
        int(states.get(state, 0)) for state in (ActivityState.ACTIVE, ActivityState.UNKNOWN)
    )
    level = workspace.first_level
    parts = [
        texts.count("resident.known", len(day.states)),
        texts.count(f"resident.active.{level}", active, total=texts.number(len(place_ids))),
    ]
    parts += [texts.count("resident.silent", unknown)] if unknown else []
    show_template("frame/lead.html", text="; ".join(parts) + ".", is_strong=True)


# --- choices: the session keeps them, the address restores them ------------------------------


def _restore_choices(workspace: Workspace, texts: Texts) -> None:
    """Take the choices from the address, unless the session has them already."""
    address = st.query_params.to_dict()
    is_of_planner = is_planners(address) or is_embedded()
    default = _start(workspace)
    if is_of_planner:  # it means what it meant before the page opened with activity
        default = default._replace(indicator_id=next(iter(workspace.indicators)))
    parameters = map_parameters(default)
    has_choices = any(parameter.name in address for parameter in parameters)
    is_asked = "choices" not in st.session_state or (
        (has_choices or is_history_step()) and not is_taken_address()
    )
    if is_asked or not is_drawn_address():
        places = workspace.data.places
        choices, refusals = choices_from_address(
            address,
            indicator_ids=survey_on_map.offered(workspace),
            place_levels=dict(zip(places["place_id"], map(Level, places["level"]), strict=True)),
            community_ids=workspace.data.communities["community_id"],
            default=default,
        )
        show_refusals(texts, refusals, parameters)
        if is_asked:
            if choices.place_id is not None:  # a place is more exact than a level beside it
                level = _drawn_level(workspace, choices.place_id) or choices.level
                choices = choices._replace(level=level)
            _keep(choices)
            st.session_state["is_focused"] = True
    fields = _fields(_choices())
    fields["planning"] = (
        is_of_planner if is_asked else _choices().of_planners != _start(workspace).of_planners
    )
    set_fields(fields if is_asked else {}, fields)


def _start(workspace: Workspace, choices: MapChoices | None = None) -> MapChoices:
    """What the page shows where no planner chose anything; a place brings its level."""
    known = workspace.indicators
    indicator_id = START_INDICATOR if START_INDICATOR in known else next(iter(known))
    level = workspace.first_level
    if choices is not None and choices.place_id is not None:
        level = _drawn_level(workspace, choices.place_id) or level
    return default_choices(indicator_id, today(), level)


def _write_choices(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Write what is chosen into the address; of planners' choices nothing while none was made."""
    start = _start(workspace, choices)
    is_start = not _is_planning() and choices.of_planners == start.of_planners
    parameters = brief_parameters(start) if is_start else map_parameters(choices)
    write_address(texts, parameters, choices)


def _choices() -> MapChoices:
    choices: MapChoices = st.session_state["choices"]
    return choices


def _keep(choices: MapChoices) -> None:
    st.session_state["choices"] = choices


def _is_planning() -> bool:
    return bool(st.session_state["planning"])


def _fields(choices: MapChoices) -> dict[str, Any]:
    """The values of the page's fields by their key."""
    return {
        "level": choices.level,
        "indicator": choices.indicator_id,
        "as_of": choices.as_of,
        "method": choices.scheme.method,
        "class_count": choices.scheme.count,
        "limits": limits_to_text(choices.scheme.limits),
        "types": list(choices.types),
        "states": list(choices.states),
    }


def _drawn_level(workspace: Workspace, place_id: str) -> Level | None:
    """The level of a place, where it is one that the map draws."""
    places = workspace.data.places
    level = Level(places.loc[places["place_id"] == place_id, "level"].iloc[0])
    return level if level in MAP_LEVELS else None


def _on_its_level(workspace: Workspace, choices: MapChoices) -> MapChoices:
    """The choices with a place of the level that the map draws: map and panel never differ.

    Of a place of another level it is the one that it lies in; where there is none, no place.
    """
    if choices.place_id is None:
        return choices
    if _drawn_level(workspace, choices.place_id) in (None, choices.level):
        return choices
    above = (
        place_id
        for place_id in places_above(choices.place_id, workspace.data.places)
        if _drawn_level(workspace, place_id) == choices.level
    )
    return choices._replace(place_id=next(above, None))


def _take_choice(workspace: Workspace) -> None:
    """Take over what was chosen on the map, in its table, or by a link of the page."""
    choice = map_display.chosen(MAP_KEY)
    if choice.get("community_id"):
        _choose(workspace, community_id=choice["community_id"], is_focused=choice["is_found"])
    elif choice:
        _choose(workspace, place_id=choice["place_id"], is_focused=choice["is_found"])


def _choose_found(workspace: Workspace, candidate: Candidate) -> None:
    """Choose the place or community that was searched for."""
    if candidate.level == COMMUNITY_LEVEL:
        _choose(workspace, community_id=candidate.id)
    else:
        _choose(workspace, place_id=candidate.id)


def _choose(
    workspace: Workspace,
    *,
    place_id: str | None = None,
    community_id: str | None = None,
    is_focused: bool = True,
) -> None:
    """Choose a place with its level, so that it is seen; a community, or nothing, has none."""
    choices = _choices()._replace(place_id=place_id, community_id=community_id)
    level = _start(workspace, choices).level
    if place_id is not None or not _is_planning():
        st.session_state["is_level_changed"] = _is_planning() and level != choices.level
        choices = choices._replace(level=level)
        st.session_state["level"] = level
    _keep(choices)
    st.session_state["is_focused"] = is_focused


# --- map ----------------------------------------------------------------------------------------


def _of_day(workspace: Workspace, choices: MapChoices) -> Workspace:
    """Places and borders of the chosen day; the survey keeps to those of today."""
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
    if isinstance(indicator, SurveyIndicator):
        return workspace
    return loaders.on_day(workspace, choices.as_of)


def _show_map(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    workspace = _of_day(workspace, choices)
    indicator = survey_on_map.offered(workspace)[choices.indicator_id]
    if isinstance(indicator, SurveyIndicator):
        look = survey_on_map.look(workspace, choices, indicator, texts)
    else:
        look = _look(workspace, choices, indicator, texts)
    known = set(workspace.data.places["place_id"])
    painting = Painting(
        level=choices.level,
        label=survey_on_map.label(indicator, texts),
        decimals=indicator.decimals,
        community_states=cards.mapped_states(workspace, choices),
        selected=choices.place_id if choices.place_id in known else None,
        community=choices.community_id,
        is_focused=bool(st.session_state.get("is_focused")),
        **look,
    )
    map_display.show_map(
        workspace, painting, texts, key=MAP_KEY, on_choose=partial(_take_choice, workspace)
    )
    if not is_embedded():
        address = address_of(map_parameters(choices), choices)
        sharing.show(workspace, painting, texts, choices.as_of, address)


def _look(
    workspace: Workspace, choices: MapChoices, indicator: Indicator, texts: Texts
) -> dict[str, Any]:
    """Subtitle, colours and values of an indicator of the ledger."""
    of_day = workspace.day(choices.as_of)
    values = of_day.values(indicator, choices.level)
    # A colour means the same at every level, so limits are found in the values of all.
    reference = pd.concat([of_day.values(indicator, level) for level in workspace.levels])
    unit = indicator.word("unit", texts.language)
    day = texts.say("map.as_of_day", day=texts.short_date(choices.as_of))
    # The label "Grants, EUR" already names its unit.
    is_said = unit.casefold() in indicator.word("label", texts.language).casefold()
    return {
        "subtitle": day if is_said else f"{unit}, {day}",
        "colouring": indicator_colouring(indicator, values, choices.scheme, texts, reference),
        "place_values": values,
    }
