"""The panel of a place: what it is, its value, how that was worked out, and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.codes import Level
from geo_kopienas.domain.evidence import facts_of_place
from geo_kopienas.domain.indicators import explain_value
from geo_kopienas.domain.places import counting_places, of_level
from geo_kopienas.texts.evidence import links, text_of, worded
from geo_kopienas.ui import loaders
from geo_kopienas.ui.evidence_list import fact_views
from geo_kopienas.ui.html import show_template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_kopienas.domain.indicators import Explanation, Indicator
    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.address import MapChoices
    from geo_kopienas.ui.loaders import Workspace


def show(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Show the panel, or what to do while no place is chosen."""
    if choices.place_id is None:
        show_template("no_place.html", texts=texts)
        return
    data = workspace.data
    place = data.places.loc[data.places["place_id"] == choices.place_id].iloc[0]
    indicator = workspace.indicators[choices.indicator_id]
    ledger = loaders.ledger(workspace, workspace.key, choices.as_of)
    explanation = explain_value(
        indicator,
        choices.place_id,
        data.places,
        data.communities,
        ledger,
        statuses=loaders.statuses(workspace, workspace.key, choices.as_of),
    )
    every = facts_of_place(ledger, choices.place_id)
    facts = ledger.facts
    show_template(
        "place.html",
        texts=texts,
        place=_place(place, workspace, texts),
        indicator=_indicator(indicator, explanation, texts),
        as_of=texts.date(choices.as_of),
        evidence=fact_views(facts.loc[list(explanation.evidence_ids)], workspace, texts),
        inherited=fact_views(facts.loc[list(explanation.inherited_ids)], workspace, texts),
        unquantified=fact_views(facts.loc[list(explanation.unquantified_ids)], workspace, texts),
        others=fact_views(every.loc[_not_shown_yet(every.index, explanation)], workspace, texts),
        communities=_communities(workspace, choices, texts),
    )


def show_undrawn(workspace: Workspace, choices: MapChoices, texts: Texts) -> None:
    """Name what the map cannot draw, with a count."""
    show_template("undrawn.html", texts=texts, lists=_lists(workspace, choices, texts))


def _not_shown_yet(ids: Iterable[str], explanation: Explanation) -> list[str]:
    shown = {
        *explanation.evidence_ids,
        *explanation.inherited_ids,
        *explanation.unquantified_ids,
    }
    return [one for one in ids if one not in shown]


def _place(place: pd.Series, workspace: Workspace, texts: Texts) -> dict[str, Any]:
    names = workspace.data.places.set_index("place_id")
    parents = [
        worded(names.loc[parent_id], "name", texts)
        for parent_id in (place["parent_id"], place["apkaime_id"])
        if text_of(parent_id)
    ]
    geometry = None
    layer = workspace.data.boundaries.get(Level(place["level"]))
    if layer is not None:
        rows = layer.loc[layer["place_id"] == place["place_id"]]
        geometry = None if rows.empty else rows.iloc[0]
    population, area = place["population_count"], place["area_km2"]
    return {
        "name": worded(place, "name", texts),
        "kind": texts[f"place_kind.{place['kind']}"],
        "status": texts[f"place_status.{place['status']}"],
        "parents": parents,
        "population": ""
        if pd.isna(population)
        else texts.say(
            "place.population_value",
            number=texts.number(int(population)),
            year=text_of(place["population_year"]),
        ),
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
        "quality": ""
        if geometry is None
        else texts[f"geometry_quality.{geometry['geometry_quality']}"],
        "basis": "" if geometry is None else worded(geometry, "basis", texts),
    }


def _indicator(indicator: Indicator, explanation: Explanation, texts: Texts) -> dict[str, Any]:
    language = texts.language
    if explanation.value is None:
        missing = "no_population" if explanation.is_denominator_missing else "no_fact"
        value, reason = texts["value.unknown"], texts[f"value.{missing}"]
    elif indicator.is_state:
        value, reason = texts[f"state.{indicator.states[int(explanation.value)]}"], ""
    else:
        number = texts.number(explanation.value, indicator.decimals)
        is_singular = texts.is_singular(round(explanation.value, indicator.decimals))
        unit = indicator.word("unit_one" if is_singular else "unit", language)
        value, reason = f"{number} {unit}".strip(), ""
    denominator = ""
    if explanation.denominator is not None:
        denominator = texts.say(
            "value.denominator",
            number=texts.number(explanation.denominator),
            year=explanation.denominator_year,
        )
    return {
        "label": indicator.word("label", language),
        "value": value,
        "reason": reason,
        "denominator": denominator,
        "how": indicator.word("how", language),
        "note": indicator.word("note", language),
    }


def _community_rows(
    rows: Iterable[Any], states: pd.DataFrame, texts: Texts
) -> list[dict[str, Any]]:
    shown = []
    for row in rows:
        known = row["community_id"] in states.index
        state = states.loc[row["community_id"]] if known else None
        shown.append(
            {
                "name": worded(row, "name", texts),
                "type": texts[f"community_type.{row['type']}"],
                "form": texts[f"legal_form.{row['legal_form']}"],
                "state": texts[f"community_state.{state['state']}"]
                if state is not None
                else texts["community_state.not_yet"],
                "last": texts.say("community.last_fact", day=texts.date(state["last_day"].date()))
                if state is not None
                else "",
                "description": worded(row, "description", texts),
                "note": worded(row, "note", texts),
                "web": links(row["web"]),
                "links": links(row["source_url"]),
            }
        )
    return shown


def _communities(workspace: Workspace, choices: MapChoices, texts: Texts) -> list[dict[str, Any]]:
    """The communities of the chosen place, those of the places below it included."""
    data = workspace.data
    counting = counting_places(data.places)
    below = set(counting.loc[counting["counts_for_id"] == choices.place_id, "place_id"])
    here = data.communities["place_ids"].map(lambda ids: not below.isdisjoint(ids or ()))
    states = loaders.states(workspace, workspace.key, choices.as_of)
    rows = data.communities.loc[here.astype(bool)]
    return _community_rows((row for _, row in rows.iterrows()), states, texts)


def _lists(workspace: Workspace, choices: MapChoices, texts: Texts) -> dict[str, Any]:
    """What the map cannot draw: places without a position, communities without one."""
    data = workspace.data
    places = of_level(data.places, choices.level)
    drawn = set(data.boundaries[choices.level]["place_id"])
    undrawn = places.loc[~places["place_id"].isin(drawn)]
    nowhere = [
        {"id": row["place_id"], "name": worded(row, "name", texts)} for _, row in undrawn.iterrows()
    ]
    states = loaders.states(workspace, workspace.key, choices.as_of)
    ids = data.communities["community_id"]
    is_mapped = ids.isin(workspace.mapped_communities["community_id"])
    unmapped = data.communities.loc[ids.isin(states.index) & ~is_mapped]
    names = dict(zip(data.places["place_id"], data.places["name_lv"], strict=True))
    communities = [
        {
            "name": worded(row, "name", texts),
            "where": ", ".join(names[one] for one in row["place_ids"] or ()),
        }
        for _, row in unmapped.iterrows()
    ]
    return {
        "places": nowhere,
        "places_lead": texts.count("lists.places", len(nowhere)),
        "communities": communities,
        "communities_lead": texts.count("lists.communities", len(communities)),
    }
