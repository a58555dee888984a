"""The profile of a place in words: what the page and the PDF show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.evidence.communities import communities_at
from geo_kopienas.domain.evidence.explanations import facts_of_apkaime
from geo_kopienas.domain.evidence.inactivity import next_step
from geo_kopienas.domain.evidence.indicators import STATUS_STEPS, Measure, status_positions
from geo_kopienas.domain.evidence.ledger import facts_of_place
from geo_kopienas.domain.places.comparison import NOT_COMPARED
from geo_kopienas.domain.places.hierarchy import geometry_of, within_of
from geo_kopienas.domain.places.history import successors
from geo_kopienas.domain.population.series import conflicts_of
from geo_kopienas.domain.schema.codes import (
    EvidenceKind,
    GeometryQuality,
    Level,
    PlaceStatus,
)
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.maps.colours import state_marks
from geo_kopienas.maps.locator import locator_svg, swatch_svg
from geo_kopienas.reports.profile_tables import (
    collaboration_text,
    indicator_table,
    member_list,
    neighbour_table,
    proposal_tables,
    similar_table,
)
from geo_kopienas.reports.survey_values import survey_table
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.day import Day
from geo_kopienas.store.rules.attributions import in_use_of
from geo_kopienas.texts import Texts
from geo_kopienas.texts.evidence import fact_views, text_of
from geo_kopienas.texts.places import community_views, place_links, place_names, place_view
from geo_kopienas.texts.statuses import inactivity_reason

#: Steps of a residents' council, from the first.
COUNCIL_STEPS = (
    EvidenceKind.COUNCIL_STARTED,
    EvidenceKind.COUNCIL_ELECTED,
    EvidenceKind.COUNCIL_FIRST_SITTING,
)


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A place on a day, in words.

    Attributes:
        place: `place_view` of the place.
        as_of: The day.
        notices: What the reader must know first: a place that ended, a mere name, no evidence.
        successors: Id and name of the places that a place which ended became part of.
        statuses: Collaboration and activity: value, reason and the facts that made it.
        next_step: Why attention is or is not needed, and the suggested step.
        communities: `community_views`.
        years: The facts by year, newest first.
        fact_count: How many facts there are.
        is_compared: Whether the place exists, so that others can be like it.
        proposals, similar, neighbours, indicators, members: The tables.
        survey: Indicators of the survey (`survey_table`); empty where there is no round.
        picture: The small map, its words and its legend.
        product: What the site is called.
        attributions: Sources that must be named.
    """

    place: dict[str, Any]
    as_of: str
    notices: list[str]
    successors: list[dict[str, str]]
    statuses: list[dict[str, Any]]
    next_step: dict[str, str]
    communities: list[dict[str, Any]]
    years: list[dict[str, Any]]
    fact_count: int
    is_compared: bool
    proposals: list[dict[str, Any]]
    similar: list[dict[str, Any]]
    neighbours: dict[str, Any]
    indicators: list[dict[str, Any]]
    members: list[dict[str, str]]
    survey: dict[str, Any]
    picture: dict[str, Any]
    product: str
    attributions: list[dict[str, Any]]


def profile_view(place_id: str, day: Day, texts: Texts) -> ProfileView:
    """Describe a place."""
    data = day.data
    place = data.places.loc[data.places["place_id"] == place_id].iloc[0]
    names = place_names(data.places, texts)
    geometry = geometry_of(place, data.boundaries)
    facts = facts_of_place(day.ledger, place_id)
    return ProfileView(
        place=place_view(place, geometry, data.places, conflicts_of(place, data.population), texts),
        as_of=texts.short_date(day.as_of),
        notices=_notices(place, geometry, facts, day, texts),
        successors=place_links(successors(place, data.places), data.places, texts),
        statuses=_statuses(place, names, day, texts),
        next_step=_next_step(place, names, day, texts),
        communities=community_views(
            communities_at(place_id, data.communities, data.places), day.states, texts
        ),
        years=_years(facts, names, texts),
        fact_count=len(facts),
        is_compared=place["status"] not in NOT_COMPARED,
        proposals=proposal_tables(place, day, texts),
        similar=similar_table(place, day, texts),
        neighbours=neighbour_table(place, day, texts),
        indicators=indicator_table(place, day, texts),
        members=member_list(place, data.places, texts),
        survey=survey_table(place, day, texts),
        picture=_picture(place, day, texts),
        product=data.site.name.get(texts.language) or texts["product.name"],
        attributions=_attributions(Level(place["level"]), data),
    )


def _notices(
    place: pd.Series, geometry: pd.Series | None, facts: pd.DataFrame, day: Day, texts: Texts
) -> list[str]:
    ended = place["valid_to_date"]
    as_of = day.as_of
    notices = []
    if place["status"] == PlaceStatus.FORMER_PLACE:
        notices.append(texts["profile.notice.former_place"])
    elif text_of(ended) and text_of(ended) <= as_of.isoformat():
        notices.append(texts.say("profile.notice.ended", day=texts.date(text_of(ended))))
    if place["status"] == PlaceStatus.MAP_NAME_ONLY:
        notices.append(texts["profile.notice.map_name"])
    if geometry is None:
        within = within_of(place["place_id"], day.data.places)
        words = "profile.notice.within" if within else "profile.notice.nowhere"
        name = place_names(day.data.places, texts)[within] if within else ""
        notices.append(texts.say(words, place=name))
    if day.ledger.facts.empty:
        notices.append(texts["profile.notice.too_early"])
    elif facts.empty:
        notices.append(texts["profile.notice.no_evidence"])
    return notices


def _statuses(
    place: pd.Series, names: dict[str, str], day: Day, texts: Texts
) -> list[dict[str, Any]]:
    own = day.statuses.loc[[place["place_id"]]].iloc[0]
    apkaime_id = text_of(place["apkaime_id"])
    above = day.statuses.loc[[apkaime_id]].iloc[0] if apkaime_id else None
    council = _council(apkaime_id, day, texts)

    def views(ids: Iterable[str]) -> list[dict[str, Any]]:
        return fact_views(day.ledger.facts.loc[list(ids)], names, texts)

    def of_apkaime(which: str, reached: str) -> str:
        # Of activity an apkaime has its council, which represents the settlement.
        if which == "activity" and council:
            return texts.say("profile.status.council", apkaime=names[apkaime_id], value=council)
        return texts.say("profile.status.apkaime", apkaime=names[apkaime_id], value=reached)

    def status(which: str, state: str, value: Callable[[pd.Series], str]) -> dict[str, Any]:
        ids = own[f"{which}_evidence_ids"]
        newest = text_of(own[f"{which}_date"])
        column = f"{which}_evidence_ids"
        inherited = facts_of_apkaime(place["apkaime_id"], column, day.ledger, day.statuses)
        return {
            "id": which,
            "label": texts[f"profile.status.{which}"],
            "value": value(own),
            "is_known": own[state] != "unknown",
            "newest": _newest(which, newest, texts),
            "evidence": views(ids),
            "apkaime": "" if above is None else of_apkaime(which, value(above)),
            "inherited": views(fact_id for fact_id in inherited if fact_id not in ids),
        }

    return [
        status("collaboration", "collaboration_status", partial(collaboration_text, texts=texts)),
        status(
            "activity",
            "activity_state",
            lambda row: texts[f"activity_state.{row['activity_state']}"],
        ),
    ]


def _newest(which: str, newest: str, texts: Texts) -> str:
    """How old the newest fact of a status is, as precisely as its source states it."""
    if not newest:
        return ""
    words = "community.last_fact" if which == "activity" else "profile.status.newest"
    return texts.say(words, day=texts.date(newest))


def _council(apkaime_id: str, day: Day, texts: Texts) -> str:
    """How far the residents' council of an apkaime has come; empty where no fact tells."""
    facts = day.ledger.facts
    kinds = set(facts.loc[facts["place_ids"].map(lambda ids: apkaime_id in ids), "kind"])
    reached = [step for step in COUNCIL_STEPS if step in kinds]
    return texts[f"state.{reached[-1]}"] if reached else ""


def _next_step(place: pd.Series, names: dict[str, str], day: Day, texts: Texts) -> dict[str, str]:
    rules = day.data.rules.inactivity
    measures = day.measures(Level(place["level"]))
    if place["place_id"] not in measures.index:
        return {"reason": rules.unranked_reason[texts.language], "step": ""}
    row = measures.loc[[place["place_id"]]]
    step = next_step(row, rules)[0]
    return {
        "reason": inactivity_reason(row.iloc[0].to_dict(), names, texts),
        "step": texts["profile.no_step"] if step is None else step.words[texts.language],
    }


def _years(facts: pd.DataFrame, names: dict[str, str], texts: Texts) -> list[dict[str, Any]]:
    views = fact_views(facts, names, texts)
    years = facts["last_day"].dt.year.tolist()
    marked = [
        view | {"year": year, "is_own": bool(is_own)}
        for view, year, is_own in zip(views, years, facts["is_own"], strict=True)
    ]
    return [
        {"year": year, "facts": list(group)} for year, group in groupby(marked, itemgetter("year"))
    ]


def _least_sure(layer: gpd.GeoDataFrame) -> GeometryQuality:
    """The quality that every border of a layer has at least."""
    order = list(GeometryQuality)
    return max(map(GeometryQuality, layer["geometry_quality"]), key=order.index)


def _ground(level: Level, data: Dataset) -> Level:
    """Level of the areas on the small map."""
    ground = Level.UNIT if level in {Level.MUNICIPALITY, Level.UNIT} else Level.APKAIME
    return Level.MUNICIPALITY if data.boundaries[ground].empty else ground


def _attributions(level: Level, data: Dataset) -> list[dict[str, Any]]:
    """Whom to name: for the small map, and for the borders and positions that are compared."""
    levels = (level, _ground(level, data))
    layers = {Path(BOUNDARY_FILES[used]).stem: data.boundaries[used] for used in levels}
    return in_use_of(data.attributions, layers)


def _picture(place: pd.Series, day: Day, texts: Texts) -> dict[str, Any]:
    """The small map: units below a unit or the municipality, else apkaimes.

    For a place without a position the settlement that it lies in is marked.
    """
    data = day.data
    within = within_of(place["place_id"], data.places)
    marked = data.places.loc[data.places["place_id"] == (within or place["place_id"])].iloc[0]
    geometry = geometry_of(marked, data.boundaries)
    names = place_names(data.places, texts)
    ground = _ground(Level(place["level"]), data)
    layer = data.boundaries[ground]
    steps = STATUS_STEPS[Measure.COLLABORATION]
    marks = state_marks(steps)
    positions = status_positions(Measure.COLLABORATION, day.statuses.loc[layer["place_id"]])
    classes = dict(zip(layer["place_id"], positions, strict=True))
    target = gpd.GeoSeries([] if geometry is None else [geometry.geometry], crs=layer.crs)
    known = sorted(positions.dropna().unique())
    legend = [
        {"label": texts[f"state.{steps[int(step)]}"], "svg": swatch_svg(step, marks)}
        for step in known
    ]
    if positions.isna().any():
        legend.append({"label": texts["value.unknown"], "svg": swatch_svg(None, marks)})
    where = "unlocated" if geometry is None else "within" if within else "located"
    return {
        "svg": locator_svg(layer, classes, marks, target),
        "caption": texts.say(
            f"profile.map.{where}",
            place=names[place["place_id"]],
            within=names[within] if within else "",
            ground=texts[f"profile.map.ground.{ground}"],
            quality=texts[f"profile.map.quality.{_least_sure(layer)}"],
        ),
        "legend": legend,
    }
