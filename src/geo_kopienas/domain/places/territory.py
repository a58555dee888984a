"""Places with their borders and the communities in them: what a day changes together."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.places.positions import place_positions
from geo_kopienas.domain.schema.codes import Level


class Remark(StrEnum):
    """What a reader of the map of an earlier day must know."""

    NOT_MEMBER = "not_member"  # was not in the municipality yet
    PART_OF = "part_of"  # was not there yet; drawn as a part of where it came from
    NOT_YET = "not_yet"  # was not there yet; drawn as it is today, for nothing else is known
    NO_BORDER = "no_border"  # was there; its border is not known
    FORMER = "former"  # drawn in the border of the day, which changed later
    OTHERS = "others"  # all others of the level; the data do not say since when
    LATER = "later"  # drawn in the oldest border that is known, which is of a later day


@dataclass(frozen=True, slots=True)
class Said:
    """A remark about places of one level.

    Attributes:
        remark: What is to be said.
        level: Level of the places.
        place_ids: The places, in the order of the register.
        date: Since when it is otherwise, as the register writes it; empty for none.
        other_id: The place that holds their land on the day; empty for none.
    """

    remark: Remark
    level: Level
    place_ids: tuple[str, ...]
    date: str = ""
    other_id: str = ""


@dataclass(frozen=True, eq=False, kw_only=True)
class Territory:
    """The register, the layers and the communities that belong together.

    Attributes:
        places: The register (`fields.PLACES`).
        communities: Communities (`fields.COMMUNITIES`).
        boundaries: Layer of each level in EPSG:4326 (`place_id`, `name_lv`, `geometry_quality`,
            `basis_lv`, `basis_en`, `source_date`, `valid_from_date`).
        context: The neighbours, with the same columns.
        former: Former borders of places that go on, with the same columns and `valid_to_date`.
        said: What must be said of places and borders; empty for those of today.
    """

    places: pd.DataFrame
    communities: pd.DataFrame
    boundaries: dict[Level, gpd.GeoDataFrame]
    context: gpd.GeoDataFrame
    former: gpd.GeoDataFrame
    said: tuple[Said, ...] = ()

    @cached_property
    def positions(self) -> pd.DataFrame:
        """Where every place lies, in metres (`place_positions`)."""
        return place_positions(self.places, self.boundaries)
