"""The address of the map page: every choice stands in it and is restored from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, scheme_from_text, scheme_to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

MAP_LEVELS = (Level.UNIT, Level.APKAIME, Level.SETTLEMENT)
EARLIEST_DATE = date(2000, 1, 1)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MapChoices:
    """What is chosen on the map page."""

    level: Level
    indicator_id: str
    as_of: date
    scheme: ClassScheme
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value of the address that is not known; the page says so and takes the default."""

    name: str
    value: str


def default_choices(indicator_id: str, today: date, level: Level = Level.APKAIME) -> MapChoices:
    """What an address without choices shows."""
    return MapChoices(level, indicator_id, today, ClassScheme())


def read_parts(
    address: Mapping[str, str], readers: Mapping[str, Callable[[str], Value | None]]
) -> tuple[dict[str, Value], list[Refusal]]:
    """Read parts of an address.

    Args:
        address: Its parts by name.
        readers: For each part, what makes a value of its text (None: not known).

    Returns:
        The known values by part, without parts that are absent, and those that are not known.
    """
    known: dict[str, Value] = {}
    refusals = []
    for name, read in readers.items():
        if name not in address:
            continue
        value = read(address[name])
        if value is None:
            refusals.append(Refusal(name, address[name]))
        else:
            known[name] = value
    return known, refusals


def choices_from_address(
    address: Mapping[str, str],
    *,
    indicator_ids: Collection[str],
    place_levels: Mapping[str, Level],
    default: MapChoices,
) -> tuple[MapChoices, list[Refusal]]:
    """Read the choices from an address; unknown values fall back and are reported.

    A place without a level beside it brings its own, so that it is seen on the map.
    """
    readers: dict[str, tuple[str, Callable[[str], object | None]]] = {
        "limenis": ("level", level_from_text),
        "raditajs": ("indicator_id", lambda text: text if text in indicator_ids else None),
        "vieta": ("place_id", lambda text: text if text in place_levels else None),
        "datums": ("as_of", lambda text: day_from_text(text, default.as_of)),
        "klases": ("scheme", scheme_from_text),
    }
    values, refusals = read_parts(address, {name: read for name, (_, read) in readers.items()})
    known: dict[str, Any] = {readers[name][0]: value for name, value in values.items()}
    if "place_id" in known and "limenis" not in address:
        level = place_levels[known["place_id"]]
        known["level"] = level if level in MAP_LEVELS else default.level
    return replace(default, **known), refusals


def level_from_text(text: str) -> Level | None:
    """A level that the map draws, or None."""
    return Level(text) if text in set(MAP_LEVELS) else None


def day_from_text(text: str, latest: date) -> date | None:
    """A day YYYY-MM-DD that is not later than `latest`, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST_DATE <= day <= latest else None


def address_of_choices(choices: MapChoices) -> dict[str, str]:
    """The address parts that restore the choices."""
    address = {
        "limenis": choices.level.value,
        "raditajs": choices.indicator_id,
        "datums": choices.as_of.isoformat(),
        "klases": scheme_to_text(choices.scheme),
    }
    if choices.place_id is not None:
        address["vieta"] = choices.place_id
    return address
