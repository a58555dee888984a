"""Draws the nominal areas of villages: a disc round the centre where no source gives a border.

    .venv/bin/python tools/nominal_villages.py [DIRECTORY]

Each village gets the land of its town or parish that is nearest to its own centre, out to the
radius at which that has the area published for it, else 1.6 km². Such an area says where a village
is, not how far it goes; the layer calls it approximate. Run it after villages have other centres
or their parishes other borders, then `geo-kopienas check`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import shapely

from geo_kopienas.domain.borders.geometry import rounded_degrees
from geo_kopienas.domain.places.hierarchy import unit_of
from geo_kopienas.domain.schema.codes import GeometryQuality, Level, PlaceKind
from geo_kopienas.domain.schema.crs import AREA_CRS, MAP_CRS
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.imports.borders import geojson
from geo_kopienas.store.location import DEFAULT_DATA

AREA_KM2 = 1.6  # about that of a village of scattered houses
_VILLAGES = (PlaceKind.VILLAGE, PlaceKind.LARGE_VILLAGE)
#: Discs are drawn with a corner every 5.6 degrees, so that the file stays small.
_QUARTER_CORNERS = 16


def nominal_settlements(data: Dataset) -> gpd.GeoDataFrame:
    """The layer of settlements with the nominal areas drawn anew."""
    layer = data.boundaries[Level.SETTLEMENT].copy()
    places = data.places.set_index("place_id").loc[layer["place_id"]]
    is_nominal = (layer["geometry_quality"] == GeometryQuality.APPROXIMATE).to_numpy() & (
        places["kind"].isin(_VILLAGES).to_numpy() | (layer.geometry.geom_type != "Point").to_numpy()
    )
    villages = places.loc[is_nominal]
    centres = gpd.GeoSeries(
        gpd.points_from_xy(villages["longitude"].astype(float), villages["latitude"].astype(float)),
        crs=MAP_CRS,
    ).to_crs(AREA_CRS)
    units = data.boundaries[Level.UNIT].set_index("place_id").geometry.to_crs(AREA_CRS)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(centres.to_numpy()), extend_to=units.union_all(), ordered=True
        )
    )
    areas = villages["area_km2"].astype("Float64").fillna(AREA_KM2).to_numpy(dtype=float)
    drawn = [
        _disc(centre, cell.intersection(units[unit]), area * 1e6)
        for centre, cell, unit, area in zip(
            centres, cells, unit_of(data.places)[villages.index], areas, strict=True
        )
    ]
    layer.loc[is_nominal, "geometry"] = gpd.GeoSeries(
        rounded_degrees(gpd.GeoSeries(drawn, crs=AREA_CRS)),
        index=layer.index[is_nominal],
        crs=MAP_CRS,
    )
    return layer


def _disc(centre: shapely.Point, land: shapely.Geometry, area_m2: float) -> shapely.Geometry:
    """The land within the radius at which it has the area; all of it where it has less."""
    low, high = 0.0, 10_000.0
    while high - low > 0.1:  # noqa: PLR2004 - metres
        radius = (low + high) / 2
        is_small = land.intersection(centre.buffer(radius, _QUARTER_CORNERS)).area < area_m2
        low, high = (radius, high) if is_small else (low, radius)
    return land.intersection(centre.buffer(high, _QUARTER_CORNERS))


if __name__ == "__main__":
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_DATA
    loaded, problems = load_dataset(directory)
    if loaded is None:
        sys.exit("\n".join(f"{problem.file}: {problem.code} {problem.row}" for problem in problems))
    content = geojson(nominal_settlements(loaded))
    (directory / BOUNDARY_FILES[Level.SETTLEMENT]).write_bytes(content)
