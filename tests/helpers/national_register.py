"""A synthetic address register of the size of Latvia, in exactly the schema of the real one.

36 municipalities and 7 state cities, 580 towns and parishes that tile the country with shared,
winding borders, and 6,500 villages. Nothing in it is real; the same seed gives the same rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from address_register import Row, row

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WEST, SOUTH, WIDTH, HEIGHT = 310_000.0, 220_000.0, 400_000.0, 160_000.0  # 64,000 km²
COLUMNS, ROWS = 29, 20  # 580 units
VILLAGES = 6_500
MUNICIPALITY_ROWS, MUNICIPALITY_COLUMNS = 6, 6
STATE_CITIES = 7
BORDER_POINTS = 40  # between two corners
VILLAGE_CORNERS = 24
_BEGINNINGS = (
    "Al Ber Ciel Dob Ezer Gar Ik Jaun Kal Lēd Mež Nīt Oz Priež Rūj Sil Šķir Tīr Up Vec Zal Ķeir"
)
_MIDDLES = "a ām en er iņ īt ol on uk ūr"
_ENDS = "ava e ene i ieši upe kalni muiža sala ciems"


def national_register(seed: int = 1) -> dict[str, list[Row]]:
    """Rows by layer."""
    random = np.random.default_rng(seed)
    tiles = _tiles(random)
    cities = _cities()
    layers: dict[str, list[Row]] = {
        "Novadi": [], "Pilsetas": [], "Pagasti": [], "Ciemi": [], "Mazciemi": []
    }  # fmt: skip
    names = _names()
    blocks: dict[int, list[int]] = {}
    for tile in range(COLUMNS * ROWS):
        if tile not in cities:
            blocks.setdefault(_block(tile), []).append(tile)
    homes: list[tuple[Row, BaseGeometry]] = []
    for number, city in enumerate(cities):
        code = f"1000030{number:02d}"
        layers["Pilsetas"].append(row(code, "104", f"{names[number]} pilsēta", tiles[city], None))
    for block, members in blocks.items():
        name = names[STATE_CITIES + block]
        whole = shapely.union_all([tiles[member] for member in members])
        novads = row(f"1000155{block:02d}", "113", f"{name} nov.", whole, None)
        novads["ATRIB"] = f"{block + 1:04d}000"
        layers["Novadi"].append(novads)
        for place, tile in enumerate(members):
            if place < 2:
                code, kind, title = f"10004{tile:04d}", "104", f"{names[100 + tile]}"
            else:
                code, kind, title = f"10005{tile:04d}", "105", f"{names[100 + tile]} pag."
            unit = row(code, kind, title, tiles[tile], novads)
            layers["Pilsetas" if kind == "104" else "Pagasti"].append(unit)
            if kind == "105":
                homes.append((unit, tiles[tile]))
    for number in range(VILLAGES):
        unit, tile = homes[number % len(homes)]
        # The same name in another parish is common.
        name = names[700 + (number * 7) % 1400]
        village = row(
            f"10007{number:05d}", "106", name, _village(tile, number // len(homes), random), unit
        )
        layers["Mazciemi" if number % 5 == 0 else "Ciemi"].append(village)
    return layers


def _names() -> list[str]:
    return [
        beginning + middle + end
        for middle in _MIDDLES.split()
        for end in _ENDS.split()
        for beginning in _BEGINNINGS.split()
    ]


def _cities() -> list[int]:
    return [(3 + 2 * number) * COLUMNS + 4 * number + 2 for number in range(STATE_CITIES)]


def _block(tile: int) -> int:
    y, x = divmod(tile, COLUMNS)
    return (
        y * MUNICIPALITY_ROWS // ROWS
    ) * MUNICIPALITY_COLUMNS + x * MUNICIPALITY_COLUMNS // COLUMNS


def _tiles(random: np.random.Generator) -> list[BaseGeometry]:
    """Units whose neighbours share every point of their border."""
    step = np.array([WIDTH / COLUMNS, HEIGHT / ROWS])
    corner = np.stack(np.meshgrid(np.arange(COLUMNS + 1), np.arange(ROWS + 1)), axis=-1) * step
    corner += np.array([WEST, SOUTH])
    share = np.linspace(0, 1, BORDER_POINTS + 2)[:, None]

    def borders(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        lines = start[:, :, None] * (1 - share) + end[:, :, None] * share
        lines[:, :, 1:-1] += random.normal(0, 25, lines[:, :, 1:-1].shape)
        return lines

    east = borders(corner[:, :-1], corner[:, 1:])
    north = borders(corner[:-1], corner[1:])
    return [
        shapely.Polygon(np.concatenate(_ring(east, north, x, y)))
        for y in range(ROWS)
        for x in range(COLUMNS)
    ]


def _ring(east: np.ndarray, north: np.ndarray, x: int, y: int) -> list[np.ndarray]:
    return [
        east[y, x],
        north[y, x + 1][1:],
        east[y + 1, x][::-1][1:],
        north[y, x][::-1][1:],
    ]


def _village(tile: BaseGeometry, place: int, random: np.random.Generator) -> BaseGeometry:
    """The so-and-so-many-th village of a parish: an irregular ring in its own cell of a grid."""
    west, south, east, north = tile.bounds
    columns = 4
    y, x = divmod(place, columns)
    cell_x, cell_y = (east - west) / (columns + 1), (north - south) / (columns + 2)
    middle = np.array([west + cell_x * (x + 1), south + cell_y * (y + 1.2)])
    angles = np.linspace(0, 2 * np.pi, VILLAGE_CORNERS, endpoint=False)
    radius = random.uniform(250, 600, VILLAGE_CORNERS)[:, None]
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return shapely.Polygon(middle + ring * radius)
