"""The tables of a place's profile in words: each cell as the reader sees it."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.indicators import Indicator, Measure
from geo_kopienas.domain.places.comparison import (
    distances_to_riga,
    neighbours,
    rank_in_level,
    similar_places,
)
from geo_kopienas.domain.places.hierarchy import counting_places, places_above
from geo_kopienas.domain.schema.codes import GeometryQuality, Level
from geo_kopienas.reports.values import value_text
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import place_links, place_names, population_text

PER_RESIDENTS = 1000
MINUS = "−"


def proposal_tables(place: pd.Series, day: Day, texts: Texts) -> list[dict[str, Any]]:
    """Proposals by theme: the place, its unit, its apkaime and the municipality side by side.

    One table for each group of the catalogue that has themes; a table without a single known
    number is left out.
    """
    by_group: dict[str, list[Indicator]] = {}
    for indicator in day.data.indicators:
        if indicator.value_unit == "proposals" or indicator.measure is Measure.THEME:
            by_group.setdefault(indicator.word("group", texts.language), []).append(indicator)
    columns = _compared_places(place, day.data.places)
    tables = []
    for title, members in by_group.items():
        counted = [indicator for indicator in members if indicator.per_residents is None]
        if any(indicator.measure is Measure.THEME for indicator in counted):
            table = {"title": title, **_proposal_table(counted, columns, day, texts)}
            if any(cell["count"] for row in table["rows"] for cell in row["cells"]):
                tables.append(table)
    return tables


def _compared_places(place: pd.Series, places: pd.DataFrame) -> pd.DataFrame:
    """The place and those above it, the municipality last."""
    ids = [place["place_id"], *places_above(place["place_id"], places)]
    above = places.loc[places["level"] == Level.MUNICIPALITY, "place_id"]
    wanted = dict.fromkeys([*ids, *above])
    ordered = sorted(wanted, key=lambda place_id: place_id in set(above))
    return places.set_index("place_id", drop=False).loc[ordered]


def _proposal_table(
    indicators: Sequence[Indicator], columns: pd.DataFrame, day: Day, texts: Texts
) -> dict[str, Any]:
    names = place_names(day.data.places, texts)
    ordered = sorted(indicators, key=lambda indicator: indicator.measure is not Measure.THEME)
    total = ordered[-1]
    return {
        "places": [
            {
                "id": row["place_id"],
                "name": names[row["place_id"]],
                "population": population_text(row, texts),
            }
            for _, row in columns.iterrows()
        ],
        "rows": [
            {
                "label": indicator.word("label", texts.language)
                if indicator.theme is None
                else texts[f"theme.{indicator.theme}"],
                "is_total": indicator.theme is None,
                "cells": [
                    _proposal_cell(indicator, place, day, texts) for _, place in columns.iterrows()
                ],
            }
            for indicator in ordered
        ],
        "note": total.word("note", texts.language),
        "how": total.word("how", texts.language),
    }


def _proposal_cell(
    indicator: Indicator, place: pd.Series, day: Day, texts: Texts
) -> dict[str, str]:
    value = day.values(indicator, Level(place["level"]))[place["place_id"]]
    residents = place["population_count"]
    if pd.isna(value):
        return {"count": "", "per_residents": ""}
    is_counted = not pd.isna(residents) and residents > 0
    return {
        "count": texts.number(value, indicator.decimals),
        "per_residents": texts.number(PER_RESIDENTS * value / float(residents), 1)
        if is_counted
        else "",
    }


def similar_table(place: pd.Series, day: Day, texts: Texts) -> list[dict[str, Any]]:
    """The place itself and those most like it, with what differs; empty where none is alike."""
    own_id = place["place_id"]
    riga_km, growth = distances_to_riga(day.data.positions), day.growth["growth_pct"]
    similar = similar_places(own_id, day.data.places, riga_km, growth)
    if similar.empty:
        return []
    register = day.data.places.set_index("place_id", drop=False)

    def row(other: pd.Series) -> dict[str, Any]:
        place_id = other["place_id"]
        is_own = place_id == own_id

        def difference(of_other: Any, of_own: Any, decimals: int) -> str:  # noqa: ANN401 - any cell
            return "" if is_own else _difference(of_other, of_own, decimals, texts)

        return {
            **_place_cells(other, day, texts),
            "is_own": is_own,
            "population": population_text(other, texts),
            "population_difference": difference(
                other["population_count"], place["population_count"], 0
            ),
            "riga": _kilometres(riga_km.get(place_id), texts),
            "riga_difference": difference(riga_km.get(place_id), riga_km.get(own_id), 1),
            "growth": _growth(day.growth, place_id, texts),
            "growth_difference": difference(growth.get(place_id), growth.get(own_id), 1),
            "criteria": "" if is_own else str(similar.loc[place_id, "known_criteria"]),
        }

    return [row(other) for _, other in register.loc[[own_id, *similar.index]].iterrows()]


def neighbour_table(place: pd.Series, day: Day, texts: Texts) -> dict[str, Any]:
    """Neighbours of the same level, and whether their borders are only approximate."""
    data = day.data
    layer = data.boundaries[Level(place["level"])]
    beside = neighbours(place["place_id"], data.places, layer, data.positions)
    register = data.places.set_index("place_id", drop=False)
    rows = [
        {
            **_place_cells(register.loc[place_id], day, texts),
            "border": _kilometres(border, texts),
            "distance": _kilometres(distance, texts),
        }
        for place_id, border, distance in zip(
            beside.index.astype(str), beside["border_km"], beside["distance_km"], strict=True
        )
    ]
    borders = beside.loc[beside["border_km"].notna()]
    own = layer.loc[layer["place_id"] == place["place_id"], "geometry_quality"]
    qualities = {*borders["geometry_quality"], *own} if len(borders) else set()
    return {
        "rows": rows,
        "has_borders": not borders.empty,
        "is_approximate": bool(qualities - {GeometryQuality.OFFICIAL.value}),
    }


def indicator_table(place: pd.Series, day: Day, texts: Texts) -> list[dict[str, Any]]:
    """Every indicator: the place's value and its rank among those known at its level."""
    level = Level(place["level"])
    rows = []
    for indicator in day.data.indicators:
        values = day.values(indicator, level)
        value = values[place["place_id"]]
        rank = rank_in_level(place["place_id"], values)
        rows.append(
            {
                "id": indicator.indicator_id,
                "label": indicator.word("label", texts.language),
                "group": indicator.word("group", texts.language),
                "value": value_text(indicator, value, texts),
                "is_known": not pd.isna(value),
                "rank": ""
                if rank is None
                else texts.say("profile.rank", rank=rank[0], known=rank[1]),
                "known": texts.say(
                    "profile.known_of", known=int(values.notna().sum()), total=len(values)
                ),
            }
        )
    return rows


def member_list(place: pd.Series, places: pd.DataFrame, texts: Texts) -> list[dict[str, str]]:
    """What lies in a settlement, unit or apkaime; the units and apkaimes of the municipality."""
    place_id = place["place_id"]
    if place["level"] == Level.MUNICIPALITY:
        is_member = places["parent_id"].eq(place_id).fillna(value=False)
    else:
        pairs = counting_places(places)
        inside = pairs.loc[pairs["counts_for_id"] == place_id, "place_id"]
        is_member = places["place_id"].isin(inside) & (places["place_id"] != place_id)
    return place_links(places.loc[is_member, "place_id"], places, texts)


def _place_cells(place: pd.Series, day: Day, texts: Texts) -> dict[str, str]:
    status = day.statuses.loc[place["place_id"]]
    return {
        "id": place["place_id"],
        "name": place_names(day.data.places, texts)[place["place_id"]],
        "kind": texts[f"place_kind.{place['kind']}"],
        "collaboration": collaboration_text(status, texts),
        "activity": texts[f"activity_state.{status['activity_state']}"],
    }


def collaboration_text(status: pd.Series, texts: Texts) -> str:
    """The step that was reached, and whether that is past."""
    code = status["collaboration_status"]
    is_past = code != "unknown" and not status["is_current"]
    return texts[f"state.{code}_past" if is_past else f"collaboration_status.{code}"]


def _kilometres(value: float | None, texts: Texts) -> str:
    if value is None or pd.isna(value):
        return ""
    return texts.say("profile.kilometres", number=texts.number(float(value), 1))


def _growth(growth: pd.DataFrame, place_id: str, texts: Texts) -> str:
    rows = growth.loc[growth.index == place_id]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return texts.say(
        "profile.growth",
        number=_signed(float(row["growth_pct"]), 1, texts),
        first=str(row["first_date"])[:4],
        last=str(row["last_date"])[:4],
    )


def _difference(other: Any, own: Any, decimals: int, texts: Texts) -> str:  # noqa: ANN401 - any cell
    """The other's value less the own one; empty where either is not known."""
    if other is None or own is None or pd.isna(other) or pd.isna(own):
        return ""
    return _signed(float(other) - float(own), decimals, texts)


def _signed(value: float, decimals: int, texts: Texts) -> str:
    shown = texts.number(abs(value), decimals)
    if not any(figure in "123456789" for figure in shown):
        return f"±{shown}"
    return f"{'+' if value > 0 else MINUS}{shown}"
