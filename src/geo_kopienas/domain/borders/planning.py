"""What an import of borders would change: cells of the register, new places, layers, a report."""

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.borders.geometry import Checked, check_geometry
from geo_kopienas.domain.borders.layers import plan_layers, plan_neighbours
from geo_kopienas.domain.borders.matching import LEVELS, Matches, match_territories
from geo_kopienas.domain.borders.plan import BorderPlan, BorderTask
from geo_kopienas.domain.borders.register import doubt_parents, end_places, register_changes
from geo_kopienas.domain.borders.tiling import close_slivers
from geo_kopienas.domain.borders.validation import hole_problems
from geo_kopienas.domain.places.ids import new_place_id
from geo_kopienas.domain.schema.codes import Level, PlaceKind
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES


def plan_borders(task: BorderTask) -> BorderPlan:
    """Work out what an import changes."""
    plan = BorderPlan()
    for kind in ("new", "gone", "renamed", "moved", "unmatched"):
        plan.changes[kind] = []
    if task.territories.is_register:
        for name in task.territories.missing_layers.get(Level.SETTLEMENT, ()):
            plan.note("layer_missing", name=name)
    areas = task.territories.areas
    selected = areas["municipality_code"].isin(list(task.municipality_codes))
    others = gpd.GeoDataFrame(areas.loc[~selected])
    areas = _checked(gpd.GeoDataFrame(areas.loc[selected]), plan)
    if not plan.faults:
        plan.faults += hole_problems(areas, others)
    if plan.faults:
        return plan
    matches = match_territories(areas, task)
    for territory in matches.unmatched:
        plan.note("unmatched", **territory._asdict())
    ids = _ids(areas, matches, task.places, plan)
    areas = areas.assign(
        place_id=[
            ids.get((Level(level), code), "")
            for level, code in zip(areas["level"], areas["code"], strict=True)
        ]
    )
    areas = gpd.GeoDataFrame(areas.loc[areas["place_id"] != ""])
    areas = _without_ended(areas, task, plan)
    for level in LEVELS:
        plan.remember_origins(BOUNDARY_FILES[level], areas.loc[areas["level"] == level])
    register_changes(areas, matches, task, plan)
    doubt_parents(areas, plan)
    end_places(areas, task, plan)
    plan_layers(areas, task, plan)
    plan_neighbours(areas, task, plan)
    return plan


def _without_ended(areas: gpd.GeoDataFrame, task: BorderTask, plan: BorderPlan) -> gpd.GeoDataFrame:
    """The territories of places that go on; one that ended keeps its last border, and is said."""
    ends = task.places.set_index("place_id")["valid_to_date"].dropna()
    for place_id, name, day in zip(
        areas["place_id"], areas["name_lv"], areas["ends_date"], strict=True
    ):
        if place_id in ends.index:
            plan.note_once("has_ended", place_id=place_id, name=name, until=ends[place_id])
        elif day:
            plan.note_once("ends_later", place_id=place_id, name=name, until=day)
    return gpd.GeoDataFrame(areas.loc[~areas["place_id"].isin(ends.index)])


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


def _ids(
    areas: gpd.GeoDataFrame, matches: Matches, places: pd.DataFrame, plan: BorderPlan
) -> dict[tuple[Level, str], str]:
    """Place of each territory; new ones get an id of their own."""
    ids = dict(matches.places)
    taken = set(places["place_id"])
    unmatched = {(territory.level, territory.code) for territory in matches.unmatched}
    names = dict(zip(areas["code"], areas["name_lv"], strict=True))
    for level in LEVELS:
        for _, area in areas.loc[areas["level"] == level].iterrows():
            key = (level, str(area["code"]))
            if key in ids or key in unmatched:
                continue
            parent = str(names.get(area["parent_code"], ""))
            ids[key] = new_place_id(area["name_lv"], level, PlaceKind(area["kind"]), parent, taken)
            taken.add(ids[key])
            plan.note(
                "new", place_id=ids[key], name=area["name_lv"], level=level.value, code=area["code"]
            )
    return ids
