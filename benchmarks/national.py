"""Write a synthetic data directory: a country of 6,500 areas and 50,000 points, or a small one.

    .venv/bin/python benchmarks/national.py /tmp/national
    .venv/bin/python benchmarks/national.py /tmp/small --size small

`national`: one municipality of Latvia's 64,000 km², 580 units, 40 apkaimes and 6,500 settlements
that tile it with irregular shared borders, 50,000 communities and 10,000 facts. `small`: the same
with 60 settlements and 300 communities, the size at which a plain st_folium was first measured.
Nothing in it is real; the rules are those of the checkout. The same seed writes the same files.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo_kopienas.domain.assessment.methodology import PRACTICES_FILE
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.fields import (
    BOUNDARY_FILES,
    COMMUNITIES,
    CONTEXT_FILE,
    EVIDENCE,
    MUNICIPALITIES,
    PLACES,
    POPULATION,
    SITE_FILE,
    SURVEY_ROUNDS,
    Table,
)
from geo_kopienas.store.dataset import check_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shapely.geometry.base import BaseGeometry

    #: Ids, names and shapes.
    Layer = tuple[list[str], list[str], Sequence[BaseGeometry]]

CHECKOUT = Path(__file__).resolve().parents[1]
METRIC_CRS = "EPSG:3059"
WEST, SOUTH, WIDTH, HEIGHT = 310_000.0, 220_000.0, 400_000.0, 160_000.0  # 64,000 km²
SOURCE = "https://example.org/synthetic"


@dataclass(frozen=True)
class Size:
    """How much is written; grids as (columns, rows).

    A border of a small set has as many points as a real one: there are few, but they are long.
    """

    settlements: tuple[int, int]
    units: tuple[int, int]
    apkaimes: tuple[int, int]
    communities: int
    facts: int
    border_points: int  # between two corners


SIZES = {
    "national": Size((100, 65), (29, 20), (8, 5), 50_000, 10_000, border_points=6),
    "small": Size((10, 6), (3, 2), (5, 2), 300, 60, border_points=25),
}


def borders(random: np.random.Generator, size: Size) -> tuple[np.ndarray, np.ndarray]:
    """Points along every border in metres, both corners included.

    Returns:
        Arrays (row of corners, column, point, x/y) of the borders to the east and to the north.
    """
    columns, rows = size.settlements
    step = np.array([WIDTH / columns, HEIGHT / rows])
    column, row = np.meshgrid(np.arange(columns + 1), np.arange(rows + 1))
    corners = np.stack([column, row], axis=-1) * step + (WEST, SOUTH)
    shift = random.uniform(-0.2, 0.2, corners.shape) * step
    shift[:, [0, -1], 0] = 0  # the outline stays a rectangle
    shift[[0, -1], :, 1] = 0
    corners += shift

    def between(first: np.ndarray, last: np.ndarray) -> np.ndarray:
        share = np.linspace(0, 1, size.border_points + 2)[:, None]
        reach = 0.28 / (size.border_points + 1)  # no border crosses itself
        line = first[:, :, None] * (1 - share) + last[:, :, None] * share
        wobble = random.uniform(-reach, reach, line.shape) * step
        wobble[:, :, [0, -1]] = 0
        return line + wobble

    east, north = between(corners[:, :-1], corners[:, 1:]), between(corners[:-1], corners[1:])
    for edge in (east[0], east[-1]):
        edge[..., 1] = edge[0, 0, 1]
    for side in (north[:, 0], north[:, -1]):
        side[..., 0] = side[0, 0, 0]
    return east, north


def cells(random: np.random.Generator, size: Size) -> np.ndarray:
    """The settlements as polygons in degrees, row by row; neighbours share their points."""
    east, north = borders(random, size)
    columns, rows = size.settlements
    shapes = []
    for row in range(rows):
        for column in range(columns):
            ring = np.concatenate(
                [
                    east[row, column][:-1],
                    north[row, column + 1][:-1],
                    east[row + 1, column][::-1][:-1],
                    north[row, column][::-1],
                ]
            )
            shapes.append(shapely.Polygon(ring))
    degrees = gpd.GeoSeries(shapes, crs=METRIC_CRS).to_crs("EPSG:4326").to_numpy()
    return np.asarray(shapely.transform(degrees, lambda points: np.round(points, 6)))


def parts(size: Size, blocks: tuple[int, int]) -> np.ndarray:
    """Which of (columns, rows) blocks each settlement of the grid belongs to."""
    (columns, rows), (unit_columns, unit_rows) = size.settlements, blocks
    column, row = np.meshgrid(
        np.arange(columns) * unit_columns // columns, np.arange(rows) * unit_rows // rows
    )
    return np.asarray((row * unit_columns + column).ravel())


def merged(shapes: np.ndarray, group: np.ndarray) -> np.ndarray:
    """One polygon for each group; coordinates stay those of its parts."""
    return np.array(
        [shapely.coverage_union_all(shapes[group == number]) for number in range(group.max() + 1)]
    )


def write_layer(
    path: Path, ids: Iterable[str], names: Iterable[str], shapes: Sequence[Any]
) -> None:
    """Write a layer as the data directory wants it."""
    features = [
        {
            "type": "Feature",
            "id": place_id,
            "properties": {
                "place_id": place_id,
                "name_lv": name,
                "geometry_quality": "approximate",
                "basis_lv": "Izdomāts mērījumiem",
                "basis_en": "Made up for measurements",
            },
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for place_id, name, shape in zip(ids, names, shapes, strict=True)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def write_table(directory: Path, table: Table, rows: Iterable[dict[str, object]]) -> None:
    """Write a table with all its columns; what a row does not name stays empty."""
    path = directory / table.file
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [field.name for field in table.fields], restval="")
        writer.writeheader()
        writer.writerows(rows)


def place_row(
    place_id: str, name: str, level: Level, kind: str, shape: BaseGeometry, **more: object
) -> dict[str, object]:
    """A row of the register."""
    middle = shape.representative_point()
    return {
        "place_id": place_id,
        "name_lv": name,
        "name_en": name,
        "level": level.value,
        "kind": kind,
        "status": "official",
        "latitude": f"{middle.y:.6f}",
        "longitude": f"{middle.x:.6f}",
        "population_count": 100 + hash_of(place_id) % 900,
        "population_year": 2024,
        "population_source_url": SOURCE,
        "source_url": SOURCE,
        "source_year": 2024,
    } | more


def hash_of(text: str) -> int:
    """A number that is the same on every run."""
    return int.from_bytes(text.encode(), "big") % 7919


def community_rows(
    random: np.random.Generator, settlements: list[str], count: int
) -> list[dict[str, object]]:
    """Communities, each at one settlement."""
    where = random.integers(0, len(settlements), count)
    return [
        {
            "community_id": f"community-{number}",
            "name_lv": f"Kopiena Nr. {number}",
            "place_ids": settlements[place],
            "legal_form": "association",
            "type": "resident_community",
            "confidence": "medium",
            "source_url": SOURCE,
        }
        for number, place in enumerate(where)
    ]


def evidence_rows(
    random: np.random.Generator,
    communities: list[dict[str, object]],
    settlements: list[str],
    count: int,
) -> list[dict[str, object]]:
    """Facts: each names five communities, so that all of them are known; half are proposals."""
    share = len(communities) // count
    rows: list[dict[str, object]] = []
    for number in range(count):
        named = communities[number * share : (number + 1) * share]
        row: dict[str, object] = {
            "evidence_id": f"fact-{number}",
            "date_basis": "stated",
            "place_ids": settlements[random.integers(0, len(settlements))],
            "community_ids": ";".join(str(community["community_id"]) for community in named),
            "is_summary": "false",
            "title_lv": f"Fakts Nr. {number}",
            "title_en": f"Fact no. {number}",
            "source_url": SOURCE,
            "provenance": "official",
        }
        if number % 2:
            value = int(random.integers(1, 30))
            row |= {"date": "2023-12-01", "kind": "proposal", "value": value, "unit": "proposals"}
            row |= {"breakdown": f"safety={value}"}
        else:
            kind = ("event", "community_named", "grant", "council_elected")[number // 2 % 4]
            row |= {"date": f"20{random.integers(15, 26)}-0{random.integers(1, 10)}", "kind": kind}
            if kind == "grant":
                row |= {"value": int(random.integers(100, 3000)), "unit": "EUR"}
        rows.append(row)
    return rows


def write_directory(directory: Path, size: Size) -> None:
    """Write the whole data directory."""
    random = np.random.default_rng(20240229)
    shapes = cells(random, size)
    unit_of, apkaime_of = parts(size, size.units), parts(size, size.apkaimes)
    country = shapely.coverage_union_all(shapes)
    layers = {
        Level.MUNICIPALITY: (["valsts"], ["Izdomāta valsts"], [country]),
        Level.UNIT: named("pagasts", merged(shapes, unit_of)),
        Level.APKAIME: named("apkaime", merged(shapes, apkaime_of)),
        Level.SETTLEMENT: named("ciems", shapes),
    }
    for level, layer in layers.items():
        write_layer(directory / BOUNDARY_FILES[level], *layer)
    west, _, east, north = country.bounds
    neighbour = shapely.box(west, north + 0.01, east, north + 0.2)
    write_layer(directory / CONTEXT_FILE, ["neighbour-north"], ["Ziemeļi"], [neighbour])
    write_table(directory, PLACES, place_rows(layers, unit_of, apkaime_of))
    population = {
        "place_id": "valsts",
        "area_name_lv": "Izdomāta valsts",
        "population_count": 1_800_000,
        "is_usable": "true",
        "source_url": SOURCE,
    }
    write_table(directory, POPULATION, [population])
    settlements = layers[Level.SETTLEMENT][0]
    communities = community_rows(random, settlements, size.communities)
    write_table(directory, COMMUNITIES, communities)
    facts = evidence_rows(random, communities, settlements, size.facts)
    write_table(directory, EVIDENCE, facts)
    copy_rules(directory)


def named(stem: str, shapes: Sequence[Any]) -> Layer:
    """A layer of these shapes."""
    numbers = range(len(shapes))
    ids = [f"{stem}-{number}" for number in numbers]
    return ids, [f"{stem.title()} {number}" for number in numbers], shapes


def place_rows(
    layers: Mapping[Level, Layer], unit_of: np.ndarray, apkaime_of: np.ndarray
) -> list[dict[str, Any]]:
    """Rows of the register of places, from the whole down."""
    kinds = {
        Level.MUNICIPALITY: "municipality",
        Level.UNIT: "parish",
        Level.APKAIME: "apkaime",
        Level.SETTLEMENT: "village",
    }
    rows = []
    for level, kind in kinds.items():
        for number, (place_id, name, shape) in enumerate(zip(*layers[level], strict=True)):
            above = {} if level is Level.MUNICIPALITY else {"parent_id": "valsts"}
            if level is Level.SETTLEMENT:
                above = {
                    "parent_id": layers[Level.UNIT][0][unit_of[number]],
                    "apkaime_id": layers[Level.APKAIME][0][apkaime_of[number]],
                }
            rows.append(place_row(place_id, name, level, kind, shape, **above))
    return rows


def copy_rules(directory: Path) -> None:
    """Take over the rules; the cards of good practice rest on facts that are not here."""
    for folder in ("rules", "methodology"):
        shutil.copytree(CHECKOUT / "data" / folder, directory / folder, dirs_exist_ok=True)
    for name in (MUNICIPALITIES.file, "survey/codebook.toml"):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / "data" / name, directory / name)
    (directory / PRACTICES_FILE).write_text("practice = []\n", encoding="utf-8")
    write_table(directory, SURVEY_ROUNDS, [])
    words = {"name": ("Izdomātas kopienas", "Made-up communities")}
    words["title"] = words["name"]
    lines = [
        f"{word}_{language} = {json.dumps(text, ensure_ascii=False)}"
        for word, texts in words.items()
        for language, text in zip(("lv", "en"), texts, strict=True)
    ]
    lines.append(f'begins_without = ["{SURVEY_ROUNDS.name}"]')
    (directory / SITE_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Write the directory and say what the product's own check finds in it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path, help="folder to write into")
    parser.add_argument("--size", choices=SIZES, default="national")
    options = parser.parse_args()
    directory: Path = options.directory
    write_directory(directory, SIZES[options.size])
    problems = check_directory(directory)
    print(f"{directory}: {len(problems)} faults", *problems[:5], sep="\n")


if __name__ == "__main__":
    main()
