"""Good layers, damaged at random: a fault, a stated repair, or the same places.

The oracle is the good layer itself: what passes without a word has the same features, names and
shapes, in whatever order and from whatever corner they are written.
"""

from __future__ import annotations

import copy
import json
import shutil
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from data_folder import DEFAULT_DATA
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.store.borders.layers import read_boundaries
from geo_kopienas.store.dataset import check_directory

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

Collection = dict[str, Any]

LEVELS = [Level.UNIT, Level.APKAIME]
CODE_PAGES = ["cp1252", "cp1250", "cp1257", "latin-1"]
#: Names as layers of other programs have them.
FOREIGN = {"place_id": "KODS", "name_lv": "NOSAUKUMS", "basis_lv": "PIEZIMES"}
SHIFT = 0.01  # degrees: the half of a kilometre and more, which no one takes for rounding


@cache
def good(level: Level) -> str:
    return (DEFAULT_DATA / BOUNDARY_FILES[level]).read_text(encoding="utf-8")


def moved(member: Any, move: Any) -> Any:
    """Coordinates of any depth after a move of every position."""
    if isinstance(member[0], int | float):
        return [*move(*member[:2]), *member[2:]]
    return [moved(part, move) for part in member]


def misread(text: str, read_in: str) -> str:
    return "".join(
        bytes([byte]).decode(read_in, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def rotated(geometry: dict[str, Any]) -> dict[str, Any]:
    """The same rings from another corner and the other way round."""
    polygons = [geometry["coordinates"]]
    if geometry["type"] == "MultiPolygon":
        polygons = geometry["coordinates"]
    other = []
    for rings in polygons:
        turned = [[*ring[1:-1], ring[0], ring[1]][::-1] for ring in rings]
        other.append(turned)
    return {
        "type": geometry["type"],
        "coordinates": other if geometry["type"] == "MultiPolygon" else other[0],
    }


@dataclass
class Damage:
    """A layer that is being damaged: its features, two of them, and what else is chosen."""

    layer: Collection
    number: int
    other: int
    draw: st.DrawFn

    @property
    def features(self) -> list[Collection]:
        return self.layer["features"]  # type: ignore[no-any-return]

    @property
    def feature(self) -> Collection:
        return self.features[self.number]

    def move(self, features: list[Collection], move: Any) -> None:
        for feature in features:
            shape = feature["geometry"]
            shape["coordinates"] = moved(shape["coordinates"], move)


def in_another_system(damage: Damage) -> None:
    system = damage.draw(st.sampled_from([3059, 3857, 32635, 25884]))
    transformer = Transformer.from_crs(4326, system, always_xy=True)
    some = damage.draw(st.sampled_from([damage.features, [damage.feature]]))
    damage.move(some, transformer.transform)


def axes_exchanged(damage: Damage) -> None:
    some = damage.draw(st.sampled_from([damage.features, [damage.feature]]))
    damage.move(some, lambda x, y: (y, x))


def shifted(damage: Damage) -> None:
    damage.move([damage.feature], lambda x, y: (x + SHIFT, y))


def null_shape(damage: Damage) -> None:
    damage.feature["geometry"] = None


def ring_cut_open(damage: Damage) -> None:
    rings = damage.feature["geometry"]["coordinates"]
    while not isinstance(rings[0][0], int | float):
        rings = rings[0]
    del rings[-1]


def dropped(damage: Damage) -> None:
    del damage.features[damage.number]


def twice(damage: Damage) -> None:
    damage.features.append(copy.deepcopy(damage.feature))


def twice_by_another_id(damage: Damage) -> None:
    own = {"id": damage.features[damage.other]["id"]}
    damage.features[damage.other] = copy.deepcopy(damage.feature) | own


def shape_of_another(damage: Damage) -> None:
    damage.feature["geometry"] = damage.features[damage.other]["geometry"]


def shapes_exchanged(damage: Damage) -> None:
    own, other = damage.feature, damage.features[damage.other]
    own["properties"], other["properties"] = other["properties"], own["properties"]


def column_renamed(damage: Damage) -> None:
    old = damage.draw(st.sampled_from(sorted(FOREIGN)))
    for feature in damage.features:
        feature["properties"][FOREIGN[old]] = feature["properties"].pop(old, None)


def column_dropped(damage: Damage) -> None:
    name = damage.draw(st.sampled_from(sorted(damage.feature["properties"])))
    for feature in damage.features:
        feature["properties"].pop(name, None)


def id_dropped(damage: Damage) -> None:
    del damage.feature["id"]


def in_another_order(damage: Damage) -> None:
    damage.layer["features"] = damage.draw(st.permutations(damage.features))


def from_another_corner(damage: Damage) -> None:
    damage.feature["geometry"] = rotated(damage.feature["geometry"])


def with_another_column(damage: Damage) -> None:
    damage.feature["properties"]["OBJECTID"] = 7


WAYS = [
    in_another_system, axes_exchanged, shifted, null_shape, ring_cut_open, dropped, twice,
    twice_by_another_id, shape_of_another, shapes_exchanged, column_renamed, column_dropped,
    id_dropped, in_another_order, from_another_corner, with_another_column,
]  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> tuple[Level, str]:
    """A layer after one of the ways in which layers are damaged."""
    level = draw(st.sampled_from(LEVELS))
    text = good(level)
    way = draw(st.sampled_from([*WAYS, "another code page", "cut off"]))
    if way == "another code page":
        return level, misread(text, draw(st.sampled_from(CODE_PAGES)))
    if isinstance(way, str):
        return level, text[: draw(st.integers(1, len(text) - 3))]
    layer = json.loads(text)
    number, other = draw(st.permutations(range(len(layer["features"]))).map(lambda ids: ids[:2]))
    way(Damage(layer, number, other, draw))
    return level, json.dumps(layer, ensure_ascii=False)


#: What a layer may lack: its places are the same without.
MAY_BE_ABSENT = ["name_lv", "source_date", "valid_from_date"]


def are_the_same(layer: gpd.GeoDataFrame, expected: gpd.GeoDataFrame) -> bool:
    """Whether two layers say the same of the same places, as far as the first says anything."""
    layer, expected = (one.set_index("place_id").sort_index() for one in (layer, expected))
    if list(layer.index) != list(expected.index):
        return False
    said = [
        name
        for name in expected.columns
        if name != "geometry" and not (name in MAY_BE_ABSENT and layer[name].isna().all())
    ]
    words = layer[said].astype("string").fillna("")
    return words.equals(expected[said].astype("string").fillna("")) and bool(
        layer.geometry.geom_equals(expected.geometry).all()
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged-layers") / "data"
    shutil.copytree(DEFAULT_DATA, path)
    return path


@settings(deadline=None, max_examples=40)
@given(case=damaged())
def test_a_fault_a_stated_repair_or_the_same_layer(case: tuple[Level, str], folder: Path) -> None:
    level, content = case
    name = BOUNDARY_FILES[level]
    expected, _ = read_boundaries(DEFAULT_DATA / name, level)
    try:
        (folder / name).write_text(content, encoding="utf-8")
        problems = check_directory(folder)
        layer, _ = read_boundaries(folder / name, level)
    finally:
        shutil.copy(DEFAULT_DATA / name, folder / name)
    assert problems or are_the_same(layer, expected)
    # One damage is heard of in this layer alone, and not once a feature.
    assert {problem.file for problem in problems} <= {name}
