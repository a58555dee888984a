"""What an import leaves in the layers is fitted to the better borders that it brings.

A municipality that gets a better border contradicts everything that was drawn inside the former
one. Areas of a worse quality than the source's are clipped to it; where units or apkaimes leave a
gap, it goes to the neighbour with the longest shared border. Areas of the source's quality or a
better one are never touched, nor is a place that would (nearly) vanish: what is wrong with them is
found by the check of the layers, and nothing is written.
"""

from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo_kopienas.domain.borders.geometry import is_visible, rounded_degrees, visible_parts
from geo_kopienas.domain.borders.matching import distance_to, position_of
from geo_kopienas.domain.borders.plan import BorderPlan, BorderTask
from geo_kopienas.domain.borders.validation import OUTSIDE_TOLERANCE_M, SQUARE_METRES
from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.schema.codes import GeometryQuality, Level
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS

#: An outline of which less than this is left says no more where the place is.
KEPT_SHARE = 0.25
#: Corners are put on a grid of a centimetre, so that neighbours share them.
GRID_M = 0.01

_QUALITIES = tuple(GeometryQuality)  # the best first


def fit_layers(
    areas: gpd.GeoDataFrame, ended: Collection[str], task: BorderTask, plan: BorderPlan
) -> None:
    """Fit units, apkaimes and settlements of a worse quality to the borders of the source.

    Args:
        areas: The source's territories with `place_id` and geometry in EPSG:3059.
        ended: Places that exist no more; their last borders stay.
        task: The register and the layers as they are.
        plan: Gets the fitted layers and the report of them.
    """
    whole = _whole(areas, ended, task)
    if whole is not None:
        is_redrawn = Level.APKAIME in plan.layers
        for level in (Level.UNIT,) if is_redrawn else (Level.UNIT, Level.APKAIME):
            claims = _claims(areas, task.places) if level is Level.APKAIME else {}
            _fit_tiling(_Worse(level, ended, task, plan), whole, claims)
    _fit_settlements(_Worse(Level.SETTLEMENT, ended, task, plan), whole, areas)


def _whole(
    areas: gpd.GeoDataFrame, ended: Collection[str], task: BorderTask
) -> BaseGeometry | None:
    """The land of all municipalities; None if the source says nothing of them."""
    new = areas.loc[areas["level"] == Level.MUNICIPALITY]
    former = task.boundaries[Level.MUNICIPALITY]
    kept = former.loc[~former["place_id"].isin({*new["place_id"], *ended})].geometry
    shapes = [*new.geometry, *kept.to_crs(AREA_CRS)]
    return None if new.empty else shapely.union_all(shapes)


def _claims(areas: gpd.GeoDataFrame, places: pd.DataFrame) -> Mapping[str, BaseGeometry]:
    """Land of each apkaime that is known: a settlement belongs to one whole."""
    settled = areas.loc[areas["level"] == Level.SETTLEMENT]
    apkaimes = places.set_index("place_id")["apkaime_id"].dropna()
    owners = settled["place_id"].map(apkaimes)
    return {
        str(owner): part.geometry.union_all()
        for owner, part in settled.loc[owners.notna()].groupby(owners.dropna())
    }


class _Worse:
    """The features of a layer that are of a worse quality than the source, and the others.

    Attributes:
        ids, names: Places of the worse ones.
        shapes: Their geometry in EPSG:3059.
        others: Geometry of the other places of today.
    """

    def __init__(
        self, level: Level, ended: Collection[str], task: BorderTask, plan: BorderPlan
    ) -> None:
        self.level, self.task, self.plan = level, task, plan
        self._layer = plan.layers.get(level, task.boundaries[level])
        is_of_today = ~self._layer["place_id"].isin(ended)
        rank = self._layer["geometry_quality"].map(_QUALITIES.index)
        self._is_worse = is_of_today & (rank > _QUALITIES.index(task.territories.quality))
        metric = self._layer.geometry.to_crs(AREA_CRS).to_numpy()
        self.ids = [str(place_id) for place_id in self._layer.loc[self._is_worse, "place_id"]]
        names = dict(zip(task.places["place_id"], task.places["name_lv"], strict=True))
        self.names = [names.get(place_id, place_id) for place_id in self.ids]
        self.shapes = metric[self._is_worse]
        self.others = metric[is_of_today & ~self._is_worse]

    def take(self, fitted: npt.NDArray[np.object_]) -> None:
        """Put the fitted geometry into the layer, if anything of it changed visibly.

        All of it then: neighbours of which one alone was rounded anew would no longer meet.
        """
        changed = is_visible(shapely.symmetric_difference(self.shapes, fitted))
        if not changed.any():
            return
        layer = self._layer.copy()
        for number in np.flatnonzero(changed):
            former, now = self.shapes[number], fitted[number]
            if now.area > 0:
                self.plan.note(
                    "fitted",
                    place_id=self.ids[number],
                    name=self.names[number],
                    level=self.level.value,
                    former_km2=round(former.area / SQUARE_METRES, 2),
                    area_km2=round(now.area / SQUARE_METRES, 2),
                )
        shapes = gpd.GeoSeries(fitted, crs=AREA_CRS)
        layer.loc[self._is_worse, "geometry"] = gpd.GeoSeries(
            rounded_degrees(shapes), index=layer.index[self._is_worse], crs=MAP_CRS
        )
        self.plan.layers[self.level] = layer

    def is_nearly_gone(self, left: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
        """Of which outlines nearly nothing is left."""
        return shapely.area(left) < KEPT_SHARE * shapely.area(self.shapes)


def _fit_tiling(worse: _Worse, whole: BaseGeometry, claims: Mapping[str, BaseGeometry]) -> None:
    """Fit a layer whose areas fill the municipality."""
    if len(worse.ids) == 0:
        return
    land = whole.difference(shapely.union_all(worse.others))
    fitted = divided(worse.shapes, land, [claims.get(place_id) for place_id in worse.ids])
    is_gone = worse.is_nearly_gone(shapely.intersection(worse.shapes, fitted))
    worse.take(np.where(is_gone, worse.shapes, fitted))


def divided(
    shapes: npt.NDArray[np.object_], land: BaseGeometry, claims: Sequence[BaseGeometry | None]
) -> npt.NDArray[np.object_]:
    """Divide land among areas that nearly fill it, so that they fill it and share their borders.

    Args:
        shapes: Areas in EPSG:3059.
        land: What they should fill.
        claims: What belongs to each area in any case.

    Returns:
        What each gets: its claim, else what of the land it held already, and the gaps with which
        it shares the longest border.
    """
    claimed = np.array([claim or shapely.Polygon() for claim in claims], dtype=object)
    lines = [*shapely.boundary(shapes), *shapely.boundary(claimed), land.boundary]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines, grid_size=GRID_M)]))
    points = shapely.point_on_surface(faces)
    is_land = shapely.contains(land, points)
    faces, points = faces[is_land], points[is_land]
    owners = np.full(len(faces), -1)
    for areas in (shapes, claimed):
        for number, area in enumerate(areas):
            owners[shapely.contains(area, points)] = number
    # A face beside another gap alone gets its owner from the whole gap.
    for gap in shapely.get_parts(shapely.union_all(faces[owners < 0])):
        inside = (owners < 0) & shapely.contains(gap, points)
        border = shapely.length(shapely.intersection(faces, gap.boundary))
        shared = np.bincount(owners[owners >= 0], border[owners >= 0], len(shapes))
        if shared.max() > 0:
            owners[inside] = int(shared.argmax())
    return np.array(
        [shapely.coverage_union_all(faces[owners == number]) for number in range(len(shapes))],
        dtype=object,
    )


def _fit_settlements(worse: _Worse, whole: BaseGeometry | None, areas: gpd.GeoDataFrame) -> None:
    """Clip villages to the municipality, to their parish, and to the land of official ones.

    One of which official neighbours leave nearly nothing keeps its point.
    """
    if len(worse.ids) == 0:
        return
    inside = worse.shapes if whole is None else shapely.intersection(worse.shapes, whole)
    is_gone = worse.is_nearly_gone(inside)
    units = _own_units(worse, areas)
    taken = shapely.STRtree(worse.others)
    fitted = worse.shapes.copy()
    for number, place_id in enumerate(worse.ids):
        shape = worse.shapes[number]
        if is_gone[number] or shape.area == 0:
            continue
        near = shapely.union_all(worse.others[taken.query(shape, predicate="intersects")])
        left = visible_parts(inside[number].intersection(units.get(place_id, shape)) - near)
        if left.area >= KEPT_SHARE * shape.area:
            fitted[number] = left
        else:
            fitted[number] = position_of(place_id, worse.task.positions)
            worse.plan.note("reduced", place_id=place_id, name=worse.names[number])
    worse.take(fitted)


def _own_units(worse: _Worse, areas: gpd.GeoDataFrame) -> Mapping[str, BaseGeometry]:
    """The new town or parish of each village that lies in it; another one is doubted."""
    units = areas.loc[areas["level"] == Level.UNIT].set_index("place_id")
    positions = worse.task.positions
    parents = unit_of(worse.task.places).dropna()
    own = {}
    for place_id, name in zip(worse.ids, worse.names, strict=True):
        parent = parents.get(place_id)
        if parent not in units.index or place_id not in positions.index:
            continue
        unit = units.loc[parent]
        distance = distance_to(unit["geometry"], place_id, positions)
        if distance <= 0:
            own[place_id] = unit["geometry"]
        elif distance > OUTSIDE_TOLERANCE_M:
            said = {"place_id": place_id, "name": name, "parent": unit["name_lv"]}
            worse.plan.note("parent_doubted", **said, share_pct=0)
    return own
