"""The column dictionary: every table of the data directory, column by column.

The meaning of each column in words is `texts["column.<table>.<name>"]`; the data page and
`docs/data-dictionary.md` are written from both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from geo_kopienas.domain.schema import codes

CodeSet = type[StrEnum]


class FieldType(StrEnum):
    """How the text of a cell is read."""

    ID = "id"  # short ASCII slug: a-z, 0-9, hyphen
    TEXT = "text"
    CODE = "code"  # one value of `codes`
    INTEGER = "integer"
    NUMBER = "number"  # decimal point, no thousands separator
    YEAR = "year"
    DATE = "date"  # YYYY, YYYY-MM or YYYY-MM-DD
    BOOLEAN = "boolean"  # true, false
    URL_LIST = "url_list"  # http(s) addresses, separated by " | "
    REFERENCE = "reference"  # an id of another table
    REFERENCE_LIST = "reference_list"  # ids of another table, separated by ";"
    TEXT_LIST = "text_list"  # texts separated by ";"
    BREAKDOWN = "breakdown"  # theme=number;theme=number


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Attributes:
        name: Name in the header; suffixes tell the kind (`_id`, `_date`, `_year`, `_eur`, `_km2`).
        type: How its cells are read.
        required: Whether an empty cell is a fault. Elsewhere empty means "not known".
        unit: Unit of a number, as printed.
        codes: The permitted values of a CODE.
        references: Table that a REFERENCE names.
        minimum: Smallest permitted number.
        may_be_absent: Whether a file may lack the column; data directories older than it do.
        digits: How many digits a code has; a spreadsheet drops the leading zeros.
    """

    name: str
    type: FieldType
    required: bool = False
    unit: str | None = None
    codes: CodeSet | None = None
    references: str | None = None
    minimum: float | None = None
    may_be_absent: bool = False
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, file below the data directory, key column and columns in order."""

    name: str
    file: str
    key: str | None
    fields: tuple[Field, ...]


def _f(  # noqa: PLR0913 - a row of the dictionary
    name: str,
    type_: FieldType,
    *,
    required: bool = False,
    unit: str | None = None,
    codes: CodeSet | None = None,
    references: str | None = None,
    minimum: float | None = None,
    may_be_absent: bool = False,
    digits: int | None = None,
) -> Field:
    return Field(name, type_, required, unit, codes, references, minimum, may_be_absent, digits)


T = FieldType
ATVK_DIGITS = 7

PLACES = Table(
    "places",
    "places/places.csv",
    "place_id",
    (
        _f("place_id", T.ID, required=True),
        _f("name_lv", T.TEXT, required=True),
        _f("name_en", T.TEXT),
        _f("level", T.CODE, required=True, codes=codes.Level),
        _f("kind", T.CODE, required=True, codes=codes.PlaceKind),
        _f("status", T.CODE, required=True, codes=codes.PlaceStatus),
        _f("parent_id", T.REFERENCE, references="places"),
        _f("apkaime_id", T.REFERENCE, references="places"),
        _f("latitude", T.NUMBER, unit="°"),
        _f("longitude", T.NUMBER, unit="°"),
        _f("coordinate_year", T.YEAR),
        _f("coordinate_source", T.TEXT),
        _f("area_km2", T.NUMBER, unit="km²", minimum=0),
        _f("area_year", T.YEAR),
        _f("area_source_url", T.URL_LIST),
        _f("population_count", T.INTEGER, unit="people", minimum=0),
        _f("population_year", T.YEAR),
        _f("population_source_url", T.URL_LIST),
        _f("atvk_code", T.TEXT, digits=ATVK_DIGITS),
        _f("former_atvk_codes", T.TEXT_LIST, digits=ATVK_DIGITS),
        _f("register_code", T.TEXT, may_be_absent=True),
        _f("alternative_names", T.TEXT_LIST),
        _f("valid_from_date", T.DATE),
        _f("valid_to_date", T.DATE),
        _f("member_since_date", T.DATE, may_be_absent=True),
        _f("predecessor_id", T.REFERENCE, references="places", may_be_absent=True),
        _f("successor_ids", T.REFERENCE_LIST, references="places", may_be_absent=True),
        _f("source_url", T.URL_LIST, required=True),
        _f("source_year", T.YEAR),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

POPULATION = Table(
    "population",
    "places/population.csv",
    None,
    (
        _f("place_id", T.REFERENCE, references="places"),
        _f("area_name_lv", T.TEXT, required=True),
        _f("population_count", T.INTEGER, required=True, unit="people", minimum=0),
        _f("date", T.DATE),
        _f("series_lv", T.TEXT),
        _f("series_en", T.TEXT),
        _f("is_usable", T.BOOLEAN, required=True),
        _f("source_url", T.URL_LIST, required=True),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

COMMUNITIES = Table(
    "communities",
    "communities/communities.csv",
    "community_id",
    (
        _f("community_id", T.ID, required=True),
        _f("name_lv", T.TEXT, required=True),
        _f("name_en", T.TEXT),
        _f("place_ids", T.REFERENCE_LIST, references="places"),
        _f("legal_form", T.CODE, required=True, codes=codes.LegalForm),
        _f("type", T.CODE, required=True, codes=codes.CommunityType),
        _f("since_date", T.DATE),
        _f("web", T.URL_LIST),
        _f("description_lv", T.TEXT),
        _f("description_en", T.TEXT),
        _f("confidence", T.CODE, required=True, codes=codes.Confidence),
        _f("source_url", T.URL_LIST, required=True),
        _f("source_date", T.TEXT),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

EVIDENCE = Table(
    "evidence",
    "communities/evidence.csv",
    "evidence_id",
    (
        _f("evidence_id", T.ID, required=True),
        _f("date", T.DATE, required=True),
        _f("date_end", T.DATE),
        _f("date_basis", T.CODE, required=True, codes=codes.DateBasis),
        _f("place_ids", T.REFERENCE_LIST, required=True, references="places"),
        _f("community_ids", T.REFERENCE_LIST, references="communities"),
        _f("kind", T.CODE, required=True, codes=codes.EvidenceKind),
        _f("value", T.NUMBER, minimum=0),
        _f("unit", T.CODE, codes=codes.Unit),
        _f("breakdown", T.BREAKDOWN, codes=codes.Theme),
        _f("is_summary", T.BOOLEAN, required=True),
        _f("title_lv", T.TEXT, required=True),
        _f("title_en", T.TEXT, required=True),
        _f("actor", T.TEXT),
        _f("source_url", T.URL_LIST, required=True),
        _f("source_date", T.TEXT),
        _f("provenance", T.CODE, required=True, codes=codes.Provenance),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

MUNICIPALITIES = Table(
    "municipalities",
    "places/municipalities.csv",
    "municipality_id",
    (
        _f("municipality_id", T.ID, required=True),
        _f("name_lv", T.TEXT, required=True),
        _f("kind", T.CODE, required=True, codes=codes.MunicipalityKind),
        _f("atvk_code", T.TEXT, digits=ATVK_DIGITS),
        _f("alternative_names", T.TEXT_LIST),
        _f("valid_to_date", T.DATE),
        _f("source_url", T.URL_LIST, required=True),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

SURVEY_ROUNDS = Table(
    "survey_rounds",
    "survey/rounds.csv",
    "round_id",
    (
        _f("round_id", T.ID, required=True),
        _f("date", T.DATE, required=True),
        _f("label_lv", T.TEXT, required=True),
        _f("label_en", T.TEXT, required=True),
        _f("is_demo", T.BOOLEAN, required=True),
        _f("note_lv", T.TEXT),
        _f("note_en", T.TEXT),
    ),
)

TABLES: tuple[Table, ...] = (
    PLACES,
    POPULATION,
    COMMUNITIES,
    EVIDENCE,
    MUNICIPALITIES,
    SURVEY_ROUNDS,
)

BOUNDARY_FILES: dict[codes.Level, str] = {
    codes.Level.MUNICIPALITY: "boundaries/municipality.geojson",
    codes.Level.UNIT: "boundaries/units.geojson",
    codes.Level.APKAIME: "boundaries/apkaimes.geojson",
    codes.Level.SETTLEMENT: "boundaries/settlements.geojson",
}
CONTEXT_FILE = "boundaries/neighbours.geojson"
#: Former borders of places that go on; a directory that knows none has no such file.
FORMER_FILE = "boundaries/former.geojson"
CATALOGUE_FILE = "rules/indicators.toml"
STATUS_RULES_FILE = "rules/status.toml"
INACTIVITY_RULES_FILE = "rules/inactivity.toml"
ATTRIBUTIONS_FILE = "rules/attributions.toml"
SITE_FILE = "rules/site.toml"
