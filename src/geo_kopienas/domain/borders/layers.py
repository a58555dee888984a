"""What an import of borders changes in the layers: official areas, apkaimes, neighbours."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.borders.apkaime_areas import draw_apkaimes
from geo_kopienas.domain.borders.fitting import fit_layers
from geo_kopienas.domain.borders.former import follow_borders
from geo_kopienas.domain.borders.geometry import check_geometry, is_located, rounded_degrees
from geo_kopienas.domain.borders.matching import LEVELS
from geo_kopienas.domain.borders.plan import BorderPlan, BorderTask
from geo_kopienas.domain.places.ids import new_place_id
from geo_kopienas.domain.schema.codes import GeometryQuality, Level, PlaceKind
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.fields import CONTEXT_FILE

NEIGHBOUR_M = 100.0  # municipalities no further away are drawn as quiet context


def plan_layers(areas: gpd.GeoDataFrame, task: BorderTask, plan: BorderPlan) -> None:
    """Areas of the source replace those that are there; what else a layer has is fitted to them."""
    places, source = task.places, task.source
    ended = {place["place_id"] for place in plan.changes["gone"] if place["valid_to_date"]}
    ended |= set(places.loc[places["valid_to_date"].notna(), "place_id"])
    for level in LEVELS:
        own = areas.loc[areas["level"] == level]
        if own.empty:
            continue
        former = task.boundaries[level]
        fresh = _features(own, task.territories.quality, source.basis, source.date)
        _note_worse(fresh, former, plan)
        fresh = follow_borders(level, fresh, own["modified_date"].to_list(), former, plan)
        is_kept = ~former["place_id"].isin(set(own["place_id"]))
        # The last border of a place that ended stays, for the map of an earlier day.
        has_ended = former["place_id"].isin(ended)
        kept = gpd.GeoDataFrame(former.loc[is_kept & ~has_ended])
        if kept.empty:
            plan.replaced.add(level)
        last = gpd.GeoDataFrame(former.loc[is_kept & has_ended])
        plan.layers[level] = _joined(last, _joined(kept, fresh))
    _draw_apkaimes(areas, places.loc[~places["place_id"].isin(ended)], task, plan)
    fit_layers(areas, ended, task, plan)


def _note_worse(fresh: gpd.GeoDataFrame, former: gpd.GeoDataFrame, plan: BorderPlan) -> None:
    """Warn of borders that give way to worse ones, such as official ones to generalised ones."""
    qualities = dict(zip(former["place_id"], former["geometry_quality"], strict=True))
    ranks = list(GeometryQuality)  # the best first
    for place_id, name, quality in zip(
        fresh["place_id"], fresh["name_lv"], fresh["geometry_quality"], strict=True
    ):
        known = GeometryQuality(qualities.get(place_id, quality))
        if ranks.index(GeometryQuality(quality)) > ranks.index(known):
            plan.note_once("worse_border", place_id=place_id, name=name)


def _joined(kept: gpd.GeoDataFrame, fresh: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    if kept.empty:
        return fresh
    joined = pd.concat([kept, fresh], ignore_index=True)
    return gpd.GeoDataFrame(joined, geometry="geometry", crs=MAP_CRS)


def _features(
    areas: gpd.GeoDataFrame, quality: GeometryQuality, basis: Mapping[str, str], day: str
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "place_id": areas["place_id"].to_numpy(),
            "name_lv": areas["name_lv"].to_numpy(),
            "geometry_quality": quality.value,
            "basis_lv": basis["lv"],
            "basis_en": basis["en"],
            "source_date": day,
            "valid_from_date": None,
        },
        geometry=rounded_degrees(areas.geometry),
        crs=MAP_CRS,
    )


def _draw_apkaimes(
    areas: gpd.GeoDataFrame, places: pd.DataFrame, task: BorderTask, plan: BorderPlan
) -> None:
    settled = areas.loc[areas["level"] == Level.SETTLEMENT]
    # Towns alone do not say how villages are joined.
    has_villages = (settled["kind"] != PlaceKind.TOWN).any()
    if not has_villages or not (places["level"] == Level.APKAIME).any():
        return
    register = places.assign(
        parent_id=[
            plan.cells.get(place_id, {}).get("parent_id", parent)
            for place_id, parent in zip(places["place_id"], places["parent_id"], strict=True)
        ]
    )
    here = {*places["place_id"], *areas["place_id"]}

    def shapes(level: Level) -> gpd.GeoSeries:
        layer = plan.layers.get(level, task.boundaries[level])
        layer = layer.loc[layer["place_id"].isin(here)]
        return gpd.GeoSeries(layer.set_index("place_id").geometry.to_crs(AREA_CRS))

    drawn = draw_apkaimes(
        register,
        shapes(Level.SETTLEMENT),
        shapes(Level.UNIT),
        shapes(Level.MUNICIPALITY),
        set(settled["place_id"]),
    )
    names = dict(zip(places["place_id"], places["name_lv"], strict=True))
    for place_id in drawn.unplaced:
        plan.note("not_in_an_apkaime", place_id=place_id, name=names[place_id])
    if drawn.areas.empty:
        return
    frame = gpd.GeoDataFrame(
        {"place_id": drawn.areas.index, "name_lv": drawn.areas.index.map(names)},
        geometry=drawn.areas.to_numpy(),
        crs=AREA_CRS,
    )
    source = task.source
    fresh = _features(frame, GeometryQuality.APPROXIMATE, source.apkaime_basis, source.date)
    former = task.boundaries[Level.APKAIME]
    kept = gpd.GeoDataFrame(former.loc[~former["place_id"].isin(set(fresh["place_id"]))])
    if kept.empty:
        plan.replaced.add(Level.APKAIME)
    plan.layers[Level.APKAIME] = _joined(kept, fresh)


def plan_neighbours(areas: gpd.GeoDataFrame, task: BorderTask, plan: BorderPlan) -> None:
    """Municipalities round the imported ones, as quiet context."""
    territories, source = task.territories, task.source
    everyone = territories.areas.loc[territories.areas["level"] == Level.MUNICIPALITY]
    if everyone.empty:
        return
    others = gpd.GeoDataFrame(everyone.loc[~everyone["code"].isin(list(task.municipality_codes))])
    whole = areas.loc[areas["level"] == Level.MUNICIPALITY].geometry.union_all()
    sound = others.loc[is_located(others.geometry.to_numpy())]
    near = gpd.GeoDataFrame(sound.loc[sound.geometry.distance(whole) <= NEIGHBOUR_M])
    # A file of one municipality says nothing of its neighbours; one of the country has none.
    if not near.empty or (others.empty and len(everyone) > 1):
        taken: set[str] = set()
        ids = []
        for name in near["name_lv"]:
            ids.append(f"neighbour-{new_place_id(name, Level.MUNICIPALITY, None, '', taken)}")
            taken.add(ids[-1])
        context = near.assign(place_id=ids)
        plan.remember_origins(CONTEXT_FILE, context)
        # A neighbour is context alone: what is wrong with one does not refuse the import.
        checked = check_geometry(context)
        plan.repairs += checked.repairs
        for neighbour in context.loc[checked.areas.geometry.isna()].itertuples():
            plan.note("neighbour_left_out", name=neighbour.name_lv)
        context = gpd.GeoDataFrame(checked.areas.loc[checked.areas.geometry.notna()])
        features = _features(context, territories.quality, source.basis, source.date)
        # No source has the English names; those that were written by hand stay.
        english = task.context.set_index("place_id")["name_en"]
        plan.context = features.assign(name_en=features["place_id"].map(english))
