"""The files of the open data: what each is called, and what of an export it holds."""

from collections.abc import Callable
from dataclasses import dataclass

from geo_kopienas.exports.catalogue import Published
from geo_kopienas.exports.csv_files import Dialect, table_as_csv
from geo_kopienas.exports.files import Export, survey_figures
from geo_kopienas.exports.geojson_files import layer_as_geojson
from geo_kopienas.exports.layers import all_levels

SURVEY = "aptauja"
_CSV, _GEOJSON = "text/csv", "application/geo+json"


@dataclass(frozen=True, slots=True)
class OpenFile(Published):
    """A file and how it is written from an export, by the writers of every export.

    Attributes:
        write: Makes its content.
    """

    write: Callable[[Export], bytes]


def _table(number: int) -> Callable[[Export], bytes]:
    return lambda export: table_as_csv(export.tables[number], Dialect.PLAIN)


FILES = (
    OpenFile(
        "vietas",
        "vietas.geojson",
        _GEOJSON,
        lambda export: layer_as_geojson(all_levels(export.layers)),
    ),
    OpenFile("vietas", "vietas.csv", _CSV, _table(0)),
    OpenFile(
        "kopienas",
        "kopienas.geojson",
        _GEOJSON,
        lambda export: layer_as_geojson(export.layers[-1]),
    ),
    OpenFile("kopienas", "kopienas.csv", _CSV, _table(1)),
    OpenFile("fakti", "fakti.csv", _CSV, _table(2)),
    OpenFile(
        SURVEY,
        "aptauja.csv",
        _CSV,
        lambda export: table_as_csv(survey_figures(export), Dialect.PLAIN),
    ),
)
CATALOGUE_NAME = "katalogs.jsonld"
CATALOGUE_TYPE = "application/ld+json"
FEED_NAME = "jaunumi.atom"
FEED_TYPE = "application/atom+xml"
