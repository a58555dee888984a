"""What is chosen on the map page, and how it stands in the address."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from geo_kopienas.domain.evidence.communities import CommunityState
from geo_kopienas.domain.schema.codes import CommunityType, Level
from geo_kopienas.maps.classification import ClassScheme, scheme_from_text, scheme_to_text
from geo_kopienas.ui.frame.address import (
    MAP_LEVELS,
    Parameter,
    Refusal,
    among,
    day_parameter,
    level_parameter,
    list_of,
    place_parameter,
    read_parameters,
)

#: The colours that the page opens with; an address with a planner's choice says its own, or means
#: the first indicator of the catalogue.
START_INDICATOR = "activity_state"
PLANNERS_PARAMETERS = ("limenis", "raditajs", "datums", "klases")


class MapChoices(NamedTuple):
    """What is chosen on the map page: by planners, then of places and communities."""

    level: Level
    indicator_id: str
    as_of: date
    scheme: ClassScheme
    place_id: str | None = None
    community_id: str | None = None
    types: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    @property
    def of_planners(self) -> tuple[Level, str, date, ClassScheme]:
        """Level, indicator, day and classes."""
        return self[:4]


def default_choices(indicator_id: str, today: date, level: Level = Level.APKAIME) -> MapChoices:
    """What an address without choices shows."""
    return MapChoices(level, indicator_id, today, ClassScheme())


def is_planners(address: Mapping[str, str]) -> bool:
    """Whether an address holds a planner's choice."""
    return any(name in address for name in PLANNERS_PARAMETERS)


def map_parameters(
    default: MapChoices,
    indicator_ids: Collection[str] = (),
    place_ids: Collection[str] = (),
    community_ids: Collection[str] = (),
) -> tuple[Parameter, ...]:
    """The parameters of the page, in the order of `MapChoices`."""
    return (
        level_parameter("level", default.level),
        Parameter("raditajs", "indicator", among(indicator_ids), default.indicator_id),
        day_parameter("as_of", default.as_of),
        Parameter("klases", "method", scheme_from_text, default.scheme, scheme_to_text),
        place_parameter("place", place_ids),
        Parameter("kopiena", "community", among(community_ids)),
        Parameter("tips", "types", list_of(CommunityType), (), ";".join),
        Parameter("stavoklis", "states", list_of(CommunityState), (), ";".join),
    )


def brief_parameters(start: MapChoices) -> tuple[Parameter, ...]:
    """The parameters of a page that shows what it opens with: a planner's choices are left out."""
    return tuple(
        replace(parameter, is_brief=parameter.name in PLANNERS_PARAMETERS)
        for parameter in map_parameters(start)
    )


def choices_from_address(
    address: Mapping[str, str],
    *,
    indicator_ids: Collection[str],
    place_levels: Mapping[str, Level],
    community_ids: Collection[str] = (),
    default: MapChoices,
) -> tuple[MapChoices, list[Refusal]]:
    """Read the choices from an address; unknown values fall back and are reported.

    A place without a level beside it brings its own, so that it is seen on the map.
    """
    parameters = map_parameters(default, indicator_ids, place_levels, community_ids)
    known, refusals = read_parameters(address, parameters)
    choices = MapChoices(*(known.get(parameter.key, parameter.default) for parameter in parameters))
    choices = choices._replace(types=tuple(choices.types), states=tuple(choices.states))
    if choices.place_id is not None and "limenis" not in address:
        level = place_levels[choices.place_id]
        choices = choices._replace(level=level if level in MAP_LEVELS else default.level)
    return choices, refusals
