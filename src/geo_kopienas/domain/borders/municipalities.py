"""Which municipalities are meant, by name or code, and which territories lie in them.

A plain layer holds one level and says nothing of what is above it; the layers of the data directory
do.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo_kopienas.domain.borders.geometry import is_located
from geo_kopienas.domain.borders.territories import Territories
from geo_kopienas.domain.places.codes import plain_code
from geo_kopienas.domain.places.names import normalise_name, strip_diacritics
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.domain.schema.problems import Problem

#: The word that the caller says for every municipality of the source.
ALL = "all"
#: Stands for the municipalities of the data directory, whose codes a plain layer does not name.
HERE = "here"


def municipality_codes(
    territories: Territories, asked: str | None, places: pd.DataFrame
) -> tuple[list[str], Problem | None]:
    """Codes of the municipalities that are meant, or why it cannot be told.

    Args:
        territories: What the source says.
        asked: Name or code of one, "all", or None for those of the register.
        places: The register.
    """
    known = _municipalities(territories)
    if asked is not None and asked.casefold() == ALL:
        return list(known["code"]), None
    if asked is None:
        own = places.loc[places["level"] == Level.MUNICIPALITY]
        names = list(own["name_lv"])
        codes = {*own["register_code"].dropna(), *own["atvk_code"].dropna()}
    else:
        names, codes = [asked], {plain_code(asked)}
    matching = _matching(known, names, codes)
    if len(matching):
        return list(matching["code"]), None
    details = {"kinds": ", ".join(sorted(known["name_lv"]))}
    if not names:
        return [], Problem("municipality_not_said", details=details)
    return [], Problem("municipality_unknown", value=", ".join(names), details=details)


def municipality_name(territories: Territories, asked: str | None) -> str | None:
    """The name of the municipality that was asked for by a code or a careless name."""
    if asked is None or asked.casefold() == ALL:
        return asked
    matching = _matching(_municipalities(territories), [asked], {plain_code(asked)})
    return str(matching["name_lv"].iloc[0]) if len(matching) == 1 else asked


def _municipalities(territories: Territories) -> pd.DataFrame:
    return territories.areas.loc[territories.areas["level"] == Level.MUNICIPALITY]


def _matching(known: pd.DataFrame, names: Collection[str], codes: Collection[str]) -> pd.DataFrame:
    keys = {_key(name) for name in names}
    return known.loc[
        known["code"].isin(codes)
        | (known["atvk_code"].isin(codes) & (known["atvk_code"] != ""))
        | known["name_lv"].map(_key).isin(keys)
    ]


def _key(name: str) -> str:
    return strip_diacritics(normalise_name(name))


def placed_by_layers(
    territories: Territories, boundaries: Mapping[Level, gpd.GeoDataFrame]
) -> Territories:
    """Give each territory the municipality and the parent that it lies in.

    Args:
        territories: Territories of one level without municipality.
        boundaries: Layers of the data directory in EPSG:4326.

    Returns:
        The same with `municipality_code` `HERE` for those inside, and `parent_id` where known.
        Those of which nobody can tell where they lie are taken along, so that their fault is said.
    """
    areas = territories.areas
    known = is_located(areas.geometry.to_numpy())
    points = shapely.point_on_surface(areas.geometry.where(known).to_numpy())
    above = [
        (Level.UNIT if level == Level.SETTLEMENT else Level.MUNICIPALITY)
        for level in areas["level"]
    ]
    parents = {level: _containing(points, boundaries[level]) for level in set(above)}
    inside = _containing(points, boundaries[Level.MUNICIPALITY])
    return replace(
        territories,
        areas=areas.assign(
            municipality_code=[
                HERE if municipality or not located else ""
                for municipality, located in zip(inside, known, strict=True)
            ],
            parent_id=[parents[level][number] for number, level in enumerate(above)],
        ),
    )


def _containing(points: npt.NDArray[np.object_], layer: gpd.GeoDataFrame) -> list[str]:
    """The place of a layer that each point lies in; empty where none is."""
    containing = [""] * len(points)
    if layer.empty:
        return containing
    shapes = layer.geometry.to_crs(AREA_CRS).to_numpy()
    numbers, places = shapely.STRtree(shapes).query(points, predicate="within")
    for number, place in zip(numbers, places, strict=True):
        containing[number] = str(layer["place_id"].iloc[place])
    return containing
