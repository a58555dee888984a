"""The profile of a place: choose, load, compute, show."""

import base64
from datetime import date
from functools import partial

import streamlit as st

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.places.matching import Candidate
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import by_name
from geo_kopienas.reports.profile_pdf import profile_pdf
from geo_kopienas.reports.profile_view import profile_view
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.address import MAP_LEVELS, day_parameter, place_parameter
from geo_kopienas.ui.frame.controls import day_control
from geo_kopienas.ui.frame.html import show_template, takes_suggestions
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import open_workspace, restore, today, write_address
from geo_kopienas.ui.frame.parts import offer_download, page_link
from geo_kopienas.ui.map import place_search
from geo_kopienas.ui.map.offers import Offers, offers
from geo_kopienas.ui.news.latest import show_latest

#: A longer list is no help to the eye; its places are searched for.
BROWSE_LIMIT = 300
_PLACE, _DAY = "profile_place", "profile_as_of"


def show(texts: Texts) -> None:
    """Show the page, or the faults of the data."""
    workspace = open_workspace(texts)
    place_id, as_of = _choose(workspace, texts)
    if place_id is None:
        _offer_places(workspace, texts, as_of)
        return
    view = profile_view(place_id, workspace.day(as_of), texts)
    if view.survey and view.survey["is_demo"]:
        st.warning(texts["profile.survey.demo"])
    offer_download(
        texts["profile.download"],
        # Typeset when it is asked for, not on every visit.
        partial(profile_pdf, view, texts),
        f"{place_id}-{as_of.isoformat()}-{texts.language}.pdf",
    )
    show_template(
        "profile/profile.html",
        texts=texts,
        view=view,
        day=as_of.isoformat(),
        ways=_ways(workspace, place_id, as_of, texts),
        data_address=_data_address,
    )
    show_latest(workspace, place_id, texts)


def _choose(workspace: Workspace, texts: Texts) -> tuple[str | None, date]:
    """The place and the day: from the address, else as they were chosen before."""
    parameters = (
        place_parameter(_PLACE, workspace.data.places["place_id"]),
        day_parameter(_DAY, today()),
    )
    restore(texts, parameters)
    search, as_of = st.columns([4, 1.3], vertical_alignment="top")
    with search:
        choose = partial(_choose_place, offers(workspace, texts))
        place_search.show(workspace, texts, "profile_search", choose)
        place_search.say_community(workspace, texts, "profile_search")
    with as_of:
        day = day_control(texts, _DAY)
    place_id = st.session_state[_PLACE]
    write_address(texts, parameters, (place_id, day))
    return place_id, day


def _choose_place(offered: Offers, candidate: Candidate) -> None:
    """Take a place, or the first place of a community."""
    for place_id in offered.places_of(candidate)[:1]:
        st.session_state[_PLACE] = place_id


def _ways(workspace: Workspace, place_id: str, as_of: date, texts: Texts) -> list[dict[str, str]]:
    """The other pages that tell of the place, with the place chosen."""
    places = workspace.data.places
    level = Level(places.loc[places["place_id"] == place_id, "level"].iloc[0])
    on_day = {"vieta": place_id, "datums": as_of}
    ways = {
        texts["profile.on_map"]: page_link("", texts, **on_day),
        texts["page.cooperation.navigation"]: page_link("sadarbiba", texts, **on_day),
    }
    if level in MAP_LEVELS:
        ranked = page_link("neaktivas-vietas", texts, **on_day, limenis=level)
        ways[texts["page.inactive.navigation"]] = ranked
    ways[texts["page.assessment.navigation"]] = page_link("pasnovertejums", texts, vieta=place_id)
    if takes_suggestions():
        ways[texts["suggest.way"]] = page_link("ieteikt", texts, vieta=place_id)
    return [{"label": label, "address": address} for label, address in ways.items()]


def _offer_places(workspace: Workspace, texts: Texts, as_of: date) -> None:
    """All places by level, while none is chosen."""
    names = workspace.names(texts)
    levels = []
    for level in Level:
        ids = of_level(workspace.data.places, level)["place_id"]
        if len(ids) <= BROWSE_LIMIT:
            places = [{"id": place_id, "name": names[place_id]} for place_id in by_name(ids, names)]
            levels.append({"name": texts[f"profile.level.{level}"], "places": places})
    show_template("profile/choice.html", texts=texts, levels=levels, day=as_of.isoformat())


def _data_address(svg: str) -> str:
    """A picture as an address, so that no element of it is part of the page."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
