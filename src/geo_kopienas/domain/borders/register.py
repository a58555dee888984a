"""What an import of borders changes in the register: names, codes, parents, centres, ends."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.matching import (
    Matches,
    distance_to,
    ended_places,
    name_forms,
    position_of,
)
from geo_kopienas.domain.borders.plan import BorderPlan, BorderSource, BorderTask
from geo_kopienas.domain.borders.territories import NO_CODE
from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.schema.codes import Level, PlaceKind, PlaceStatus
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS

_VAGUE_KINDS = (PlaceKind.POPULATED_PLACE, PlaceKind.MAP_NAME)
#: A village whose area lies inside its parish by less than this share has a doubtful parent: the
#: two layers of a register differ by metres along shared borders, not by tenths.
INSIDE_SHARE = 0.9


def register_changes(
    areas: gpd.GeoDataFrame, matches: Matches, task: BorderTask, plan: BorderPlan
) -> None:
    """New rows, and the cells of known places that the source says otherwise."""
    register = {str(row["place_id"]): row for _, row in task.places.iterrows()}
    was_imported = bool(task.places["register_code"].notna().any())
    names = _names(areas, task.places)
    unit_ids = _ids_of(areas, Level.UNIT)
    units = unit_of(task.places)
    municipality_ids = _ids_of(areas, Level.MUNICIPALITY)
    for _, area in areas.iterrows():
        level, place_id = Level(area["level"]), str(area["place_id"])
        above = municipality_ids if level is Level.UNIT else unit_ids
        parent_id = above.get(str(area["parent_code"]), "") or str(area.get("parent_id", ""))
        codes = _codes(area, register.get(place_id), is_register=task.territories.is_register)
        if level is not Level.SETTLEMENT and area["atvk_code"]:
            codes["atvk_code"] = str(area["atvk_code"])
        if place_id not in register:
            plan.rows.append(
                _new_row(area, place_id, parent_id, task.source)
                | codes
                | ({"valid_from_date": area["valid_from_date"]} if was_imported else {})
            )
            continue
        old = register[place_id]
        plan.change(place_id, **codes)
        added = [
            code for column, code in codes.items() if pd.isna(old[column]) or code != old[column]
        ]
        if added:
            plan.note("coded", place_id=place_id, name=old["name_lv"], codes=added)
        _rename(area, old, (level, str(area["code"])) in matches.is_by_name, plan)
        # A street in a village lies in the village's unit; the source knows no villages within.
        known = {old["parent_id"], units[place_id]}
        if parent_id and parent_id not in known and level is not Level.MUNICIPALITY:
            _reparent(old, parent_id, names, plan)
        if old["kind"] in _VAGUE_KINDS and level is Level.SETTLEMENT:
            plan.change(place_id, kind=area["kind"], status=PlaceStatus.OFFICIAL)
            plan.note("confirmed", place_id=place_id, name=old["name_lv"], former=old["kind"])
        elif old["status"] != PlaceStatus.OFFICIAL:
            plan.change(place_id, status=PlaceStatus.OFFICIAL)
            plan.note("made_official", place_id=place_id, name=old["name_lv"])
        _move(area, task, plan)


def _reparent(old: pd.Series, parent_id: str, names: Mapping[str, str], plan: BorderPlan) -> None:
    place_id = str(old["place_id"])
    former = None if pd.isna(old["parent_id"]) else str(old["parent_id"])
    plan.change(place_id, parent_id=parent_id)
    plan.note(
        "reparented",
        place_id=place_id,
        name=names[place_id],
        former=former,
        former_name=names.get(former or ""),
        parent_id=parent_id,
        parent_name=names.get(parent_id),
    )


def _codes(area: pd.Series, old: pd.Series | None, *, is_register: bool) -> dict[str, str]:
    """The register's own code; that of another source only where none is known."""
    code = str(area["code"])
    is_known = old is not None and pd.notna(old["register_code"])
    if not is_register and (is_known or code.startswith(NO_CODE) or code == area["atvk_code"]):
        return {}
    return {"register_code": code}


def doubt_parents(areas: gpd.GeoDataFrame, plan: BorderPlan) -> None:
    """Name the villages that lie elsewhere than the town or parish that the source gives them."""
    units = areas.loc[areas["level"] == Level.UNIT].set_index("code")
    villages = areas.loc[
        (areas["level"] == Level.SETTLEMENT) & areas["parent_code"].isin(units.index)
    ]
    parents = units.loc[villages["parent_code"]]
    inside = shapely.area(
        shapely.intersection(villages.geometry.to_numpy(), parents.geometry.to_numpy())
    )
    shares = inside / shapely.area(villages.geometry.to_numpy())
    for place_id, name, parent, share in zip(
        villages["place_id"], villages["name_lv"], parents["name_lv"], shares, strict=True
    ):
        if share < INSIDE_SHARE:
            plan.note(
                "parent_doubted",
                place_id=place_id,
                name=name,
                parent=parent,
                share_pct=round(100 * share),
            )


def _names(areas: gpd.GeoDataFrame, places: pd.DataFrame) -> dict[str, str]:
    """Name of every place, as the source has it where it does."""
    return {
        str(place_id): str(name)
        for frame in (places, areas)
        for place_id, name in zip(frame["place_id"], frame["name_lv"], strict=True)
    }


def _ids_of(areas: gpd.GeoDataFrame, level: Level) -> dict[str, str]:
    rows = areas.loc[areas["level"] == level]
    return dict(zip(rows["code"], rows["place_id"], strict=True))


def _rename(area: pd.Series, old: pd.Series, is_by_name: bool, plan: BorderPlan) -> None:  # noqa: FBT001
    """A place matched by its code may be called otherwise now; its former name still finds it."""
    name, former = str(area["name_lv"]), str(old["name_lv"])
    known = {normalise_name(known) for known in (former, *old["alternative_names"])}
    forms = name_forms(name, str(area["kind"]), Level(area["level"]))
    if is_by_name or known & forms:
        return
    names = list(dict.fromkeys((*old["alternative_names"], former)))
    plan.change(str(old["place_id"]), name_lv=name, alternative_names=";".join(names))
    plan.note("renamed", place_id=old["place_id"], former=former, name=name)


def _move(area: pd.Series, task: BorderTask, plan: BorderPlan) -> None:
    """A centre outside the official border gives way to a point inside it."""
    if area["level"] == Level.MUNICIPALITY:
        return
    place_id = str(area["place_id"])
    if place_id in task.positions.index:
        distance = distance_to(area.geometry, place_id, task.positions)
        if distance <= 0:
            return
        plan.note("moved", place_id=place_id, name=area["name_lv"], distance_m=round(distance))
    else:
        plan.note("located", place_id=place_id, name=area["name_lv"])
    plan.change(place_id, **_centre(area.geometry, task.source))


def _centre(shape: BaseGeometry, source: BorderSource) -> dict[str, str]:
    parts = shapely.get_parts(shape)
    point = parts[int(shapely.area(parts).argmax())].representative_point()
    degrees = gpd.GeoSeries([point], crs=AREA_CRS).to_crs(MAP_CRS)
    return {
        "latitude": f"{degrees.y.iloc[0]:.6f}",
        "longitude": f"{degrees.x.iloc[0]:.6f}",
        "coordinate_year": source.date[:4],
        "coordinate_source": source.basis["en"],
    }


def _new_row(
    area: pd.Series, place_id: str, parent_id: str, source: BorderSource
) -> dict[str, str]:
    row = {
        "place_id": place_id,
        "name_lv": str(area["name_lv"]),
        "level": str(area["level"]),
        "kind": str(area["kind"]),
        "status": PlaceStatus.OFFICIAL.value,
        "parent_id": parent_id,
        "source_url": source.url,
        "source_year": source.date[:4],
    }
    return row if area["level"] == Level.MUNICIPALITY else row | _centre(area.geometry, source)


def end_places(areas: gpd.GeoDataFrame, task: BorderTask, plan: BorderPlan) -> None:
    """Places that the source names no more end, and point on to where their land is now."""
    places, territories = task.places, task.territories
    if not territories.is_register:
        return
    codes = set(territories.areas["code"])
    # A place that the caller or its name gave another code is there still.
    recoded = {place for place, cells in plan.cells.items() if "register_code" in cells}
    levels = dict(zip(places["place_id"], places["level"], strict=True))
    names = _names(areas, places)
    for place_id, day in ended_places(places, sorted(codes), territories.ended).items():
        # A file without the layer of a level does not say that its places have ended.
        is_unsaid = bool(territories.missing_layers.get(Level(levels[place_id]))) and not day
        if place_id in recoded or is_unsaid:
            continue
        successors = _successors(place_id, levels[place_id], areas, task)
        if day:
            plan.change(place_id, valid_to_date=day, successor_ids=";".join(successors))
        plan.note(
            "gone",
            place_id=place_id,
            name=names[place_id],
            valid_to_date=day,
            successor_ids=successors,
            successor_names=[names[successor] for successor in successors],
        )


def _successors(place_id: str, level: str, areas: gpd.GeoDataFrame, task: BorderTask) -> list[str]:
    """Places of the same level, else the unit, in whose areas a place lay."""
    if place_id not in task.positions.index:
        return []
    position = position_of(place_id, task.positions)
    there = areas.loc[areas.geometry.intersects(position) & (areas["place_id"] != place_id)]
    for own in (level, Level.UNIT.value):
        successors = list(there.loc[there["level"] == own, "place_id"])
        if successors:
            return successors
    return []
