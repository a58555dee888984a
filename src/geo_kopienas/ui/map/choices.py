"""What is chosen on the map page, and how it stands in the address."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.maps.classification import ClassScheme, scheme_from_text, scheme_to_text
from geo_kopienas.ui.frame.address import (
    MAP_LEVELS,
    Parameter,
    Refusal,
    among,
    day_parameter,
    level_parameter,
    place_parameter,
    read_parameters,
)


class MapChoices(NamedTuple):
    """What is chosen on the map page."""

    level: Level
    indicator_id: str
    as_of: date
    scheme: ClassScheme
    place_id: str | None = None


def default_choices(indicator_id: str, today: date, level: Level = Level.APKAIME) -> MapChoices:
    """What an address without choices shows."""
    return MapChoices(level, indicator_id, today, ClassScheme())


def map_parameters(
    default: MapChoices, indicator_ids: Collection[str] = (), place_ids: Collection[str] = ()
) -> tuple[Parameter, ...]:
    """The parameters of the page, in the order of `MapChoices`."""
    return (
        level_parameter("level", default.level),
        Parameter("raditajs", "indicator", among(indicator_ids), default.indicator_id),
        day_parameter("as_of", default.as_of),
        Parameter("klases", "method", scheme_from_text, default.scheme, scheme_to_text),
        place_parameter("place", place_ids),
    )


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
    parameters = map_parameters(default, indicator_ids, place_levels)
    known, refusals = read_parameters(address, parameters)
    choices = MapChoices(*(known.get(parameter.key, parameter.default) for parameter in parameters))
    if choices.place_id is not None and "limenis" not in address:
        level = place_levels[choices.place_id]
        choices = choices._replace(level=level if level in MAP_LEVELS else default.level)
    return choices, refusals
