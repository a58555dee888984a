"""What an import of borders would change: cells of the register, new places, layers, a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd

from geo_kopienas.domain.borders.geometry import Checked, check_geometry, close_slivers
from geo_kopienas.domain.borders.layers import plan_layers, plan_neighbours
from geo_kopienas.domain.borders.matching import (
    LEVELS,
    Matches,
    match_territories,
)
from geo_kopienas.domain.borders.plan import BorderPlan, BorderSource
from geo_kopienas.domain.borders.register import doubt_parents, end_places, register_changes
from geo_kopienas.domain.places.ids import new_place_id
from geo_kopienas.domain.places.positions import place_positions
from geo_kopienas.domain.schema.codes import Level, PlaceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo_kopienas.domain.borders.territories import Territories


def plan_borders(  # noqa: PLR0913, PLR0917 - the register, the source and what is asked
    places: pd.DataFrame,
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    territories: Territories,
    municipality_codes: Sequence[str],
    source: BorderSource,
    chosen: Mapping[str, str] | None = None,
) -> BorderPlan:
    """Work out what an import changes.

    Args:
        places: The register; may be empty.
        boundaries: Layers in EPSG:4326 as `store.boundaries` reads them; may be empty.
        territories: The whole source.
        municipality_codes: Codes of the municipalities to be imported.
        source: What is said of the source.
        chosen: Place by territory code where the caller decided.
    """
    plan = BorderPlan()
    for kind in ("new", "gone", "renamed", "moved", "unmatched"):
        plan.changes[kind] = []
    selected = territories.areas["municipality_code"].isin(list(municipality_codes))
    areas = _checked(gpd.GeoDataFrame(territories.areas.loc[selected]), plan)
    if plan.faults:
        return plan
    positions = place_positions(places, boundaries)
    matches = match_territories(areas, places, positions, chosen or {})
    _note_unmatched(matches, plan)
    ids = _ids(areas, matches, places, plan)
    areas = areas.assign(
        place_id=[
            ids.get((Level(level), code), "")
            for level, code in zip(areas["level"], areas["code"], strict=True)
        ]
    )
    areas = gpd.GeoDataFrame(areas.loc[areas["place_id"] != ""])
    register_changes(
        areas, matches, places, positions, source, plan, is_register=territories.is_register
    )
    doubt_parents(areas, plan)
    end_places(areas, territories, places, positions, plan)
    plan_layers(areas, places, boundaries, source, territories.quality, plan)
    plan_neighbours(areas, territories, municipality_codes, source, plan)
    return plan


def _checked(areas: gpd.GeoDataFrame, plan: BorderPlan) -> gpd.GeoDataFrame:
    """Geometry that is fit, with narrow gaps between the units of a municipality closed."""

    def keep(checked: Checked) -> gpd.GeoDataFrame:
        plan.repairs += checked.repairs
        plan.faults += checked.faults
        return checked.areas

    areas = keep(check_geometry(areas))
    if plan.faults:
        return areas
    geometry = areas.geometry.copy()
    wholes = areas.loc[areas["level"] == Level.MUNICIPALITY]
    is_unit = (areas["level"] == Level.UNIT).to_numpy()
    for code, whole in zip(wholes["code"], wholes.geometry, strict=True):
        mine = is_unit & (areas["municipality_code"] == code).to_numpy()
        if mine.any():
            closed = keep(close_slivers(gpd.GeoDataFrame(areas.loc[mine]), whole))
            geometry.loc[mine] = closed.geometry.to_numpy()
    return areas.set_geometry(geometry)


def _note_unmatched(matches: Matches, plan: BorderPlan) -> None:
    for one in matches.unmatched:
        plan.note(
            "unmatched",
            code=one.code,
            name=one.name,
            level=one.level.value,
            candidates=list(one.candidates),
        )


def _ids(
    areas: gpd.GeoDataFrame, matches: Matches, places: pd.DataFrame, plan: BorderPlan
) -> dict[tuple[Level, str], str]:
    """Place of each territory; new ones get an id of their own."""
    ids = dict(matches.places)
    taken = set(places["place_id"])
    open_ = {(one.level, one.code) for one in matches.unmatched}
    names = dict(zip(areas["code"], areas["name_lv"], strict=True))
    for level in LEVELS:
        for _, area in areas.loc[areas["level"] == level].iterrows():
            key = (level, str(area["code"]))
            if key in ids or key in open_:
                continue
            parent = str(names.get(area["parent_code"], ""))
            ids[key] = new_place_id(area["name_lv"], level, PlaceKind(area["kind"]), parent, taken)
            taken.add(ids[key])
            plan.note(
                "new", place_id=ids[key], name=area["name_lv"], level=level.value, code=area["code"]
            )
    return ids
