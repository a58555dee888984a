"""The address of the map page: every choice stands in it and is restored from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from geo_kopienas.domain.codes import Level
from geo_kopienas.maps.classification import ClassScheme, scheme_from_text, scheme_to_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAP_LEVELS = (Level.UNIT, Level.APKAIME, Level.SETTLEMENT)
EARLIEST_DATE = date(2000, 1, 1)


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


def default_choices(indicator_id: str, today: date) -> MapChoices:
    """What an address without choices shows."""
    return MapChoices(Level.APKAIME, indicator_id, today, ClassScheme())


def choices_from_address(
    address: Mapping[str, str],
    *,
    indicator_ids: Collection[str],
    place_ids: Collection[str],
    default: MapChoices,
) -> tuple[MapChoices, list[Refusal]]:
    """Read the choices from an address; unknown values fall back and are reported."""
    choices, refusals = default, []

    def refuse(name: str) -> None:
        refusals.append(Refusal(name, address[name]))

    if "limenis" in address:
        if address["limenis"] in set(MAP_LEVELS):
            choices = replace(choices, level=Level(address["limenis"]))
        else:
            refuse("limenis")
    if "raditajs" in address:
        if address["raditajs"] in indicator_ids:
            choices = replace(choices, indicator_id=address["raditajs"])
        else:
            refuse("raditajs")
    if "vieta" in address:
        if address["vieta"] in place_ids:
            choices = replace(choices, place_id=address["vieta"])
        else:
            refuse("vieta")
    if "datums" in address:
        day = _day(address["datums"])
        if day is None or not EARLIEST_DATE <= day <= default.as_of:
            refuse("datums")
        else:
            choices = replace(choices, as_of=day)
    if "klases" in address:
        scheme = scheme_from_text(address["klases"])
        if scheme is None:
            refuse("klases")
        else:
            choices = replace(choices, scheme=scheme)
    return choices, refusals


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
