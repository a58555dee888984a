"""The default areas of villages are those that `tools/nominal_villages.py` draws."""

from __future__ import annotations

import pytest
import shapely

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.crs import AREA_CRS
from geo_kopienas.store.dataset import Dataset, load_dataset
from geo_kopienas.store.location import DEFAULT_DATA
from tools.nominal_villages import nominal_settlements

DEGREES = 1e-6  # a decimetre: other versions of the geometry library may round otherwise


@pytest.fixture(scope="module")
def data() -> Dataset:
    data, problems = load_dataset(DEFAULT_DATA)
    assert data is not None, problems
    return data


def test_the_default_layer_is_what_the_tool_draws(data: Dataset) -> None:
    layer = data.boundaries[Level.SETTLEMENT]
    drawn = nominal_settlements(data)
    same = shapely.equals_exact(
        layer.geometry.to_numpy(), drawn.geometry.to_numpy(), DEGREES, normalize=True
    )
    assert list(layer.loc[~same, "place_id"]) == []


def test_a_village_has_its_area_in_its_own_parish_and_shares_it_with_no_other(
    data: Dataset,
) -> None:
    layer = data.boundaries[Level.SETTLEMENT].set_index("place_id").to_crs(AREA_CRS)
    areas_km2 = (layer.geometry.area / 1e6).round(2)
    assert [areas_km2[village] for village in ("misas", "odukalns", "titurga")] == [1.6, 2.84, 0]
    units = data.boundaries[Level.UNIT].set_index("place_id").to_crs(AREA_CRS)
    parish = units.geometry["unit-kekavas-pagasts"]
    assert layer.geometry["vimbukrogs"].difference(parish).area < 10
    villages = layer.geometry[areas_km2 > 0].to_numpy()
    overlaps = shapely.area(shapely.intersection(villages[:, None], villages[None, :]))
    assert (overlaps.sum(axis=0) - shapely.area(villages)).max() < 100
