"""What an import of borders would change: cells of the register, new places, layers, a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from geo_kopienas.domain.apkaime_areas import draw_apkaimes
from geo_kopienas.domain.border_geometry import Checked, check_geometry, close_slivers
from geo_kopienas.domain.border_matching import (
    LEVELS,
    Matches,
    distance_to,
    ended_places,
    match_territories,
    name_forms,
    position_of,
)
from geo_kopienas.domain.codes import GeometryQuality, Level, PlaceKind, PlaceStatus
from geo_kopienas.domain.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.inactivity import place_positions
from geo_kopienas.domain.matching import normalise_name
from geo_kopienas.domain.place_ids import new_place_id
from geo_kopienas.domain.validation_layers import SQUARE_METRES, TILING_TOLERANCE_KM2

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    from geo_kopienas.domain.problems import Problem
    from geo_kopienas.domain.territories import Territories

#: GeoJSON keeps so many degrees: about a centimetre.
PRECISION_DEGREES = 1e-7
NEIGHBOUR_M = 100.0  # municipalities no further away are drawn as quiet context
#: A village may cross the border of its parish by this share of its area before its parent is
#: doubted.
INSIDE_SHARE = 0.9

_VAGUE_KINDS = (PlaceKind.POPULATED_PLACE, PlaceKind.MAP_NAME)


@dataclass(frozen=True, slots=True)
class BorderSource:
    """What is said of the source of the borders.

    Attributes:
        basis_lv: Source and day, shown beside the layer.
        basis_en: The same in English.
        apkaime_basis_lv: How apkaimes were drawn from it.
        apkaime_basis_en: The same in English.
        url: Address of the source.
        date: Day of the file, YYYY-MM-DD.
    """

    basis_lv: str
    basis_en: str
    apkaime_basis_lv: str
    apkaime_basis_en: str
    url: str
    date: str


@dataclass
class BorderPlan:
    """What would change; nothing is written here.

    Attributes:
        cells: New text of cells of the register by place and column.
        rows: New places, as texts by column.
        layers: Features of each level that changes, in EPSG:4326.
        context: Neighbouring municipalities, None where the source holds none.
        replaced: Levels of which every feature now comes from the source.
        changes: The report: a list of dicts by kind of change, in the order of the register.
        repairs: Listed repairs of the source's geometry.
        faults: What keeps the import from being done.
    """

    cells: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)
    layers: dict[Level, gpd.GeoDataFrame] = field(default_factory=dict)
    context: gpd.GeoDataFrame | None = None
    replaced: set[Level] = field(default_factory=set)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    repairs: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def note(self, kind: str, **values: Any) -> None:  # noqa: ANN401 - values of a report
        """Add a line to the report."""
        self.changes.setdefault(kind, []).append(values)

    def change(self, place_id: str, **cells: str) -> None:
        """Give cells of a place another text."""
        self.cells.setdefault(place_id, {}).update(cells)


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
    _register_changes(areas, matches, places, positions, source, plan)
    _end_places(areas, territories, places, positions, plan)
    _layers(areas, places, boundaries, source, territories.quality, plan)
    _neighbours(areas, territories, municipality_codes, source, plan)
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


def _register_changes(  # noqa: PLR0913, PLR0917 - everything that is known of a place
    areas: gpd.GeoDataFrame,
    matches: Matches,
    places: pd.DataFrame,
    positions: pd.DataFrame,
    source: BorderSource,
    plan: BorderPlan,
) -> None:
    register = {str(row["place_id"]): row for _, row in places.iterrows()}
    was_imported = bool(places["register_code"].notna().any())
    unit_ids = _ids_of(areas, Level.UNIT)
    municipality_ids = _ids_of(areas, Level.MUNICIPALITY)
    for _, area in areas.iterrows():
        level, place_id = Level(area["level"]), str(area["place_id"])
        above = municipality_ids if level is Level.UNIT else unit_ids
        parent_id = above.get(str(area["parent_code"]), "")
        codes = {"register_code": str(area["code"])}
        if level is not Level.SETTLEMENT and area["atvk_code"]:
            codes["atvk_code"] = str(area["atvk_code"])
        if place_id not in register:
            plan.rows.append(
                _new_row(area, place_id, parent_id, source)
                | codes
                | ({"valid_from_date": area["valid_from_date"]} if was_imported else {})
            )
            continue
        old = register[place_id]
        plan.change(place_id, **codes)
        _rename(area, old, (level, str(area["code"])) in matches.is_by_name, plan)
        if parent_id and parent_id != old["parent_id"] and level is not Level.MUNICIPALITY:
            former = None if pd.isna(old["parent_id"]) else str(old["parent_id"])
            plan.change(place_id, parent_id=parent_id)
            plan.note("reparented", place_id=place_id, former=former, parent_id=parent_id)
        if old["kind"] in _VAGUE_KINDS and level is Level.SETTLEMENT:
            plan.change(place_id, kind=area["kind"], status=PlaceStatus.OFFICIAL)
            plan.note("confirmed", place_id=place_id, name=old["name_lv"], former=old["kind"])
        elif old["status"] != PlaceStatus.OFFICIAL:
            plan.change(place_id, status=PlaceStatus.OFFICIAL)
        _move(area, place_id, positions, source, plan)


def _ids_of(areas: gpd.GeoDataFrame, level: Level) -> dict[str, str]:
    rows = areas.loc[areas["level"] == level]
    return dict(zip(rows["code"], rows["place_id"], strict=True))


def _rename(area: pd.Series, old: pd.Series, is_by_name: bool, plan: BorderPlan) -> None:  # noqa: FBT001
    """A place matched by its code may be called otherwise now; its former name still finds it."""
    name, former = str(area["name_lv"]), str(old["name_lv"])
    known = {normalise_name(one) for one in (former, *old["alternative_names"])}
    forms = name_forms(name, str(area["kind"]), Level(area["level"]))
    if is_by_name or known & forms:
        return
    names = list(dict.fromkeys((*old["alternative_names"], former)))
    plan.change(str(old["place_id"]), name_lv=name, alternative_names=";".join(names))
    plan.note("renamed", place_id=old["place_id"], former=former, name=name)


def _move(
    area: pd.Series, place_id: str, positions: pd.DataFrame, source: BorderSource, plan: BorderPlan
) -> None:
    """A centre outside the official border gives way to a point inside it."""
    if area["level"] == Level.MUNICIPALITY:
        return
    if place_id in positions.index:
        distance = distance_to(area.geometry, place_id, positions)
        if distance <= 0:
            return
        plan.note("moved", place_id=place_id, name=area["name_lv"], distance_m=round(distance))
    plan.change(place_id, **_centre(area.geometry, source))


def _centre(shape: BaseGeometry, source: BorderSource) -> dict[str, str]:
    parts = shapely.get_parts(shape)
    point = parts[int(shapely.area(parts).argmax())].representative_point()
    degrees = gpd.GeoSeries([point], crs=AREA_CRS).to_crs(MAP_CRS)
    return {
        "latitude": f"{degrees.y.iloc[0]:.6f}",
        "longitude": f"{degrees.x.iloc[0]:.6f}",
        "coordinate_year": source.date[:4],
        "coordinate_source": source.basis_en,
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


def _end_places(
    areas: gpd.GeoDataFrame,
    territories: Territories,
    places: pd.DataFrame,
    positions: pd.DataFrame,
    plan: BorderPlan,
) -> None:
    """Places that the source names no more end, and point on to where their land is now."""
    codes = set(territories.areas["code"])
    # A place that the caller or its name gave another code is there still.
    recoded = {place for place, cells in plan.cells.items() if "register_code" in cells}
    levels = dict(zip(places["place_id"], places["level"], strict=True))
    names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    for place_id, day in ended_places(places, sorted(codes), territories.ended).items():
        if place_id in recoded:
            continue
        successors: list[str] = []
        if place_id in positions.index:
            for level in dict.fromkeys((levels[place_id], Level.UNIT.value)):
                there = areas.loc[areas["level"] == level]
                found = there.loc[
                    there.geometry.intersects(position_of(place_id, positions)), "place_id"
                ]
                successors = [str(one) for one in found if one != place_id]
                if successors:
                    break
        if day:
            plan.change(place_id, valid_to_date=day, successor_ids=";".join(successors))
        plan.note(
            "gone",
            place_id=place_id,
            name=names[place_id],
            valid_to_date=day,
            successor_ids=successors,
        )


# --- layers ---------------------------------------------------------------------------------


def _layers(  # noqa: PLR0913, PLR0917 - what was there and what comes
    areas: gpd.GeoDataFrame,
    places: pd.DataFrame,
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    source: BorderSource,
    quality: GeometryQuality,
    plan: BorderPlan,
) -> None:
    ended = {one["place_id"] for one in plan.changes["gone"] if one["valid_to_date"]}
    for level in LEVELS:
        own = areas.loc[areas["level"] == level]
        if own.empty:
            continue
        fresh = _features(own, quality, source.basis_lv, source.basis_en)
        former = boundaries[level]
        is_kept = ~former["place_id"].isin(set(own["place_id"]))
        if level is not Level.SETTLEMENT:
            is_kept &= ~former["place_id"].isin(ended)
        kept = gpd.GeoDataFrame(former.loc[is_kept])
        if level is Level.SETTLEMENT:
            kept = _reduced(kept, own, areas, plan)
        if kept.empty:
            plan.replaced.add(level)
        plan.layers[level] = _joined(kept, fresh)
    _draw_apkaimes(areas, places, boundaries, source, plan)


def _joined(kept: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if kept.empty:
        return fresh
    joined = pd.concat([kept, fresh], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=MAP_CRS)


def _features(
    areas: gpd.GeoDataFrame, quality: GeometryQuality, basis_lv: str, basis_en: str
) -> gpd.GeoDataFrame:
    degrees = areas.geometry.to_crs(MAP_CRS).to_numpy()
    return gpd.GeoDataFrame(
        {
            "place_id": areas["place_id"].to_numpy(),
            "name_lv": areas["name_lv"].to_numpy(),
            "geometry_quality": quality.value,
            "basis_lv": basis_lv,
            "basis_en": basis_en,
        },
        geometry=shapely.set_precision(degrees, PRECISION_DEGREES),
        crs=MAP_CRS,
    )


def _reduced(
    kept: gpd.GeoDataFrame, official: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, plan: BorderPlan
) -> gpd.GeoDataFrame:
    """Approximate outlines that contradict an official border shrink to their point."""
    metric = kept.geometry.to_crs(AREA_CRS)
    tree = shapely.STRtree(official.geometry.to_numpy())
    whole = areas.loc[areas["level"] == Level.MUNICIPALITY].geometry.union_all()
    shapes: list[BaseGeometry] = []
    for place_id, name, shape, old in zip(
        kept["place_id"], kept["name_lv"], metric, kept.geometry, strict=True
    ):
        near = official.geometry.to_numpy()[tree.query(shape)]
        overlaps = shapely.area(shapely.intersection(near, shape)) / SQUARE_METRES
        outside = shape.difference(whole).area / SQUARE_METRES if shape.intersects(whole) else 0
        if (overlaps > TILING_TOLERANCE_KM2).any() or outside > TILING_TOLERANCE_KM2:
            shapes.append(old.representative_point())
            plan.note("reduced", place_id=place_id, name=name)
        else:
            shapes.append(old)
    return kept.set_geometry(gpd.GeoSeries(shapes, index=kept.index, crs=MAP_CRS))


def _draw_apkaimes(
    areas: gpd.GeoDataFrame,
    places: pd.DataFrame,
    boundaries: Mapping[Level, gpd.GeoDataFrame],
    source: BorderSource,
    plan: BorderPlan,
) -> None:
    if not (places["level"] == Level.APKAIME).any() or Level.SETTLEMENT not in plan.layers:
        return
    register = places.assign(
        parent_id=[
            plan.cells.get(place_id, {}).get("parent_id", parent)
            for place_id, parent in zip(places["place_id"], places["parent_id"], strict=True)
        ]
    )

    def shapes(level: Level) -> gpd.GeoSeries:
        layer = plan.layers.get(level, boundaries[level])
        return gpd.GeoSeries(layer.set_index("place_id").geometry.to_crs(AREA_CRS))

    official = set(areas.loc[areas["level"] == Level.SETTLEMENT, "place_id"])
    drawn = draw_apkaimes(
        register,
        shapes(Level.SETTLEMENT),
        shapes(Level.UNIT),
        shapes(Level.MUNICIPALITY),
        official,
    )
    names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    for place_id in drawn.unplaced:
        plan.note("not_in_an_apkaime", place_id=place_id, name=names[place_id])
    if drawn.areas.empty:
        return
    frame = gpd.GeoDataFrame(
        {"place_id": drawn.areas.index, "name_lv": [names[one] for one in drawn.areas.index]},
        geometry=drawn.areas.to_numpy(),
        crs=AREA_CRS,
    )
    fresh = _features(
        frame, GeometryQuality.APPROXIMATE, source.apkaime_basis_lv, source.apkaime_basis_en
    )
    former = boundaries[Level.APKAIME]
    kept = gpd.GeoDataFrame(former.loc[~former["place_id"].isin(set(fresh["place_id"]))])
    if kept.empty:
        plan.replaced.add(Level.APKAIME)
    plan.layers[Level.APKAIME] = _joined(kept, fresh)


def _neighbours(
    areas: gpd.GeoDataFrame,
    territories: Territories,
    municipality_codes: Sequence[str],
    source: BorderSource,
    plan: BorderPlan,
) -> None:
    """Municipalities round the imported ones, as quiet context."""
    everyone = territories.areas.loc[territories.areas["level"] == Level.MUNICIPALITY]
    others = gpd.GeoDataFrame(everyone.loc[~everyone["code"].isin(list(municipality_codes))])
    whole = areas.loc[areas["level"] == Level.MUNICIPALITY].geometry.union_all()
    sound = others.loc[others.geometry.notna() & others.geometry.is_valid]
    near = gpd.GeoDataFrame(sound.loc[sound.geometry.distance(whole) <= NEIGHBOUR_M])
    if not near.empty or others.empty:
        taken: set[str] = set()
        ids = []
        for name in near["name_lv"]:
            ids.append(f"neighbour-{new_place_id(name, Level.MUNICIPALITY, None, '', taken)}")
            taken.add(ids[-1])
        context = near.assign(place_id=ids)
        plan.context = _features(context, territories.quality, source.basis_lv, source.basis_en)
