"""A place, a value and a community in words, as the panel, the profile and the report show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.places.hierarchy import places_above, within_of
from geo_kopienas.texts.evidence import links, text_of, worded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo_kopienas.domain.population.series import SeriesConflict, SeriesFigure
    from geo_kopienas.texts.lookup import Texts


def place_view(
    place: pd.Series,
    geometry: pd.Series | None,
    places: pd.DataFrame,
    conflicts: Sequence[SeriesConflict],
    texts: Texts,
) -> dict[str, Any]:
    """What is known of a place itself: facts with their years and sources.

    Args:
        place: Its row of the register.
        geometry: Its row of the level's layer; None where no position is known.
        places: The register.
        conflicts: Years for which series of its population say different numbers.
        texts: Words of the language.
    """
    area = place["area_km2"]
    above = places_above(place["place_id"], places)
    return {
        "id": place["place_id"],
        "name": worded(place, "name", texts),
        "kind": texts[f"place_kind.{place['kind']}"],
        "status": texts[f"place_status.{place['status']}"],
        "parents": place_links(above, places, texts),
        "population": population_text(place, texts),
        "population_conflicts": [conflict_text(conflict, texts) for conflict in conflicts],
        "population_links": links(place["population_source_url"]),
        "area": ""
        if pd.isna(area)
        else texts.say(
            "place.area_value",
            number=texts.number(float(area), 2),
            year=text_of(place["area_year"]) or texts["place.year_unknown"],
        ),
        "area_links": links(place["area_source_url"]),
        "alternative_names": ", ".join(place["alternative_names"] or ()),
        "note": worded(place, "note", texts),
        "links": links(place["source_url"]),
        "border": _border(place["place_id"], geometry, places, texts),
    }


def _border(place_id: str, geometry: pd.Series | None, places: pd.DataFrame, texts: Texts) -> str:
    """How far the border may be trusted, or what is known of the place's position without one."""
    if geometry is not None:
        quality = texts[f"geometry_quality.{geometry['geometry_quality']}"]
        return f"{quality}: {worded(geometry, 'basis', texts)}"
    within = within_of(place_id, places)
    if within is None:
        return texts["place.nowhere"]
    return texts.say("place.within", place=place_names(places, texts)[within])


def place_links(ids: Iterable[str], places: pd.DataFrame, texts: Texts) -> list[dict[str, str]]:
    """Id and name of some places, in their order."""
    names = place_names(places, texts)
    return [{"id": place_id, "name": names[place_id]} for place_id in ids]


def population_text(place: pd.Series, texts: Texts) -> str:
    """Population with its year; empty where it is not known."""
    population = place["population_count"]
    if pd.isna(population):
        return ""
    return texts.say(
        "place.population_value",
        number=texts.number(int(population)),
        year=text_of(place["population_year"]),
    )


def conflict_text(conflict: SeriesConflict, texts: Texts) -> str:
    """The numbers of a year side by side, each with its series."""

    def words(figure: SeriesFigure) -> str:
        unnamed = texts["place.of_register" if figure.is_register else "place.series_unnamed"]
        series = figure.series[texts.language] or unnamed
        return texts.say("place.figure", number=texts.number(figure.count), series=series)

    figures = "; ".join(map(words, conflict.figures))
    return texts.say("place.population_conflict", year=conflict.year, figures=figures)


def place_names(places: pd.DataFrame, texts: Texts) -> dict[str, str]:
    """The name of every place in the reader's language, by `place_id`."""
    return dict(zip(places["place_id"], _names(places, texts), strict=True))


def community_names(communities: pd.DataFrame, texts: Texts) -> dict[str, str]:
    """The name of every community in the reader's language, by `community_id`."""
    return dict(zip(communities["community_id"], _names(communities, texts), strict=True))


def _names(rows: pd.DataFrame, texts: Texts) -> pd.Series:
    latvian = rows["name_lv"]
    return rows.get(f"name_{texts.language}", latvian).fillna(latvian)


def community_views(
    communities: pd.DataFrame, states: pd.DataFrame, texts: Texts
) -> list[dict[str, Any]]:
    """Communities in words.

    Args:
        communities: Rows of the table of communities.
        states: `community_states` of the day.
        texts: Words of the language.
    """
    return [_community(row, states, texts) for _, row in communities.iterrows()]


def _community(row: pd.Series, states: pd.DataFrame, texts: Texts) -> dict[str, Any]:
    known = row["community_id"] in states.index
    state = states.loc[row["community_id"]] if known else None
    return {
        "id": row["community_id"],
        "code": "" if state is None else state["state"],
        "name": worded(row, "name", texts),
        "type": texts[f"community_type.{row['type']}"],
        "form": texts[f"legal_form.{row['legal_form']}"],
        "state": texts[f"community_state.{state['state']}"]
        if state is not None
        else texts["community_state.not_yet"],
        "last": texts.say("community.last_fact", day=texts.date(state["last_date"]))
        if state is not None
        else "",
        "description": worded(row, "description", texts),
        "note": worded(row, "note", texts),
        "web": links(row["web"]),
        "links": links(row["source_url"]),
    }
