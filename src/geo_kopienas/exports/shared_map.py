"""What a map shows, to be shared: a picture, its table, and a page that needs no server.

Each says what the colours mean, of which day it is, and whom to name under which licence.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import geopandas as gpd
import jinja2
import pandas as pd

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.schema.collation import name_key
from geo_kopienas.domain.schema.fields import Field, FieldType
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.tables import ExportTable, Stamp
from geo_kopienas.maps.classification import NO_CLASS, ClassScheme
from geo_kopienas.maps.painting import Painting, indicator_colouring
from geo_kopienas.maps.picture import Picture, map_svg
from geo_kopienas.store.day import Day
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import place_names

#: What the start page asks first.
FIRST_INDICATOR = "activity_state"


@dataclass(frozen=True, eq=False)
class SharedMap:
    """A painted map and whom to name for it.

    Attributes:
        painting: What it shows.
        areas: The layer of its level in the order of the painting, in EPSG:4326.
        names: Name of every place by its id.
        site: What the dashboard is called.
        stamp: Day, version, licence and sources.
        texts: Words of the language.
        address: Where the same is seen with all its facts; empty where nobody knows.
    """

    painting: Painting
    areas: gpd.GeoDataFrame
    names: Mapping[str, str]
    site: str
    stamp: Stamp
    texts: Texts
    address: str = ""

    @property
    def subtitle(self) -> str:
        """Level, unit and day."""
        return f"{self.texts[f'export.name.{self.painting.level}']}; {self.painting.subtitle}"

    @property
    def notes(self) -> list[str]:
        """Site, day, version and licence, then the sources."""
        stamp = self.stamp
        said = stamp.columns(has_positions=True)
        about = self.texts.say(
            "export.about", day=self.texts.short_date(stamp.as_of), version=stamp.version
        )
        return [
            f"{self.site}. {about}",
            self.texts.say("share.sources", sources=said["attribution"], licence=said["licence"]),
        ]

    @cached_property
    def rows(self) -> list[dict[str, str]]:
        """Place, value in words, note and class, in the order of the names."""
        rows = [self._row(*place) for place in enumerate(self.areas["place_id"])]
        return sorted(rows, key=lambda row: name_key(row["name"]))

    @property
    def svg(self) -> str:
        """The picture."""
        return map_svg(
            Picture(
                title=self.painting.label,
                subtitle=self.subtitle,
                areas=self.areas,
                names=self.names,
                colouring=self.painting.colouring,
                no_data=self.texts["map_frame.no_data"],
                notes=self.notes,
            )
        )

    @property
    def csv(self) -> bytes:
        """The table for Excel."""
        names = ("place_id", "name", "value", "note", "class")
        frame = pd.DataFrame(self.rows, columns=list(names), dtype="string")
        said = {
            "indicator": self.painting.label,
            "unit_day": self.painting.subtitle,
            "as_of": self.stamp.as_of.isoformat(),
            **self.stamp.columns(has_positions=True),
        }
        frame = frame.assign(**said)
        fields = tuple(Field(name, FieldType.TEXT) for name in (*names, *said))
        return table_as_csv(ExportTable("map", fields, frame), Dialect.EXCEL)

    @property
    def html(self) -> bytes:
        """One page with picture and table: no script, no request."""
        page = _page().render(shared=self, texts=self.texts)
        return page.encode()

    def _row(self, position: int, place_id: str) -> dict[str, str]:
        painting = self.painting
        code = painting.colouring.codes[position]
        label = (
            self.texts["map_frame.no_data"] if code == NO_CLASS else painting.colouring.labels[code]
        )
        value = painting.place_values.iloc[position]
        is_number = not painting.colouring.is_state and not pd.isna(value)
        return {
            "place_id": place_id,
            "name": self.names[place_id],
            "value": self.texts.number(float(value), painting.decimals) if is_number else label,
            "note": painting.place_notes.get(position, ""),
            "class": label,
        }


@cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geo_kopienas.exports", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("map.html")


def default_level(places: pd.DataFrame) -> Level:
    """The level that the dashboard opens with: apkaimes, where there are any."""
    levels = [level for level in Level if (places["level"] == level).any()]
    return Level.APKAIME if Level.APKAIME in levels else levels[-1]


def default_map(day: Day, level: Level, stamp: Stamp, texts: Texts) -> SharedMap:
    """The map that the dashboard opens with, as of a day.

    Args:
        day: The day.
        level: The level.
        stamp: Day, version, licence and sources.
        texts: Words of the language.
    """
    data = day.as_it_was() if day.period else day.data
    by_id = {indicator.indicator_id: indicator for indicator in data.indicators}
    indicator: Indicator = by_id.get(FIRST_INDICATOR) or data.indicators[0]
    place_ids = of_level(data.places, level)["place_id"]
    values = day.values(indicator, level).reindex(place_ids)
    # A colour means the same at every level that the map draws.
    reference = pd.concat(
        [day.values(indicator, other) for other in Level if other is not Level.MUNICIPALITY]
    )
    unit = indicator.word("unit", texts.language)
    painting = Painting(
        level=level,
        label=indicator.word("label", texts.language),
        subtitle=f"{unit}, {texts.say('map.as_of_day', day=texts.short_date(day.as_of))}",
        colouring=indicator_colouring(indicator, values, ClassScheme(), texts, reference),
        place_values=values,
        decimals=indicator.decimals,
    )
    return SharedMap(
        painting,
        ordered(data.boundaries[level], list(place_ids)),
        place_names(data.places, texts),
        data.site.name.get(texts.language) or texts["product.name"],
        stamp,
        texts,
    )


def ordered(layer: gpd.GeoDataFrame, place_ids: list[str]) -> gpd.GeoDataFrame:
    """The layer in the order of some places; one that it does not have has no geometry."""
    rows: Any = layer.set_index("place_id").reindex(place_ids)
    return gpd.GeoDataFrame(rows[["geometry"]].reset_index(names="place_id"), crs=layer.crs)
