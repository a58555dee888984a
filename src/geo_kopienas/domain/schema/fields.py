"""The column dictionary: every table of the data directory, column by column.

The meaning of each column in words is `texts["column.<table>.<name>"]`; the data page and
`docs/data-dictionary.md` are written from both.
"""

from dataclasses import KW_ONLY, dataclass
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
    _: KW_ONLY
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


ATVK_DIGITS = 7

PLACES = Table(
    "places",
    "places/places.csv",
    "place_id",
    (
        Field("place_id", FieldType.ID, required=True),
        Field("name_lv", FieldType.TEXT, required=True),
        Field("name_en", FieldType.TEXT),
        Field("level", FieldType.CODE, required=True, codes=codes.Level),
        Field("kind", FieldType.CODE, required=True, codes=codes.PlaceKind),
        Field("status", FieldType.CODE, required=True, codes=codes.PlaceStatus),
        Field("parent_id", FieldType.REFERENCE, references="places"),
        Field("apkaime_id", FieldType.REFERENCE, references="places"),
        Field("latitude", FieldType.NUMBER, unit="°"),
        Field("longitude", FieldType.NUMBER, unit="°"),
        Field("coordinate_year", FieldType.YEAR),
        Field("coordinate_source", FieldType.TEXT),
        Field("area_km2", FieldType.NUMBER, unit="km²", minimum=0),
        Field("area_year", FieldType.YEAR),
        Field("area_source_url", FieldType.URL_LIST),
        Field("population_count", FieldType.INTEGER, unit="people", minimum=0),
        Field("population_year", FieldType.YEAR),
        Field("population_source_url", FieldType.URL_LIST),
        Field("atvk_code", FieldType.TEXT, digits=ATVK_DIGITS),
        Field("former_atvk_codes", FieldType.TEXT_LIST, digits=ATVK_DIGITS),
        Field("register_code", FieldType.TEXT, may_be_absent=True),
        Field("alternative_names", FieldType.TEXT_LIST),
        Field("valid_from_date", FieldType.DATE),
        Field("valid_to_date", FieldType.DATE),
        Field("member_since_date", FieldType.DATE, may_be_absent=True),
        Field("predecessor_id", FieldType.REFERENCE, references="places", may_be_absent=True),
        Field("successor_ids", FieldType.REFERENCE_LIST, references="places", may_be_absent=True),
        Field("source_url", FieldType.URL_LIST, required=True),
        Field("source_year", FieldType.YEAR),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
    ),
)

POPULATION = Table(
    "population",
    "places/population.csv",
    None,
    (
        Field("place_id", FieldType.REFERENCE, references="places"),
        Field("area_name_lv", FieldType.TEXT, required=True),
        Field("population_count", FieldType.INTEGER, required=True, unit="people", minimum=0),
        Field("date", FieldType.DATE),
        Field("series_lv", FieldType.TEXT),
        Field("series_en", FieldType.TEXT),
        Field("is_usable", FieldType.BOOLEAN, required=True),
        Field("source_url", FieldType.URL_LIST, required=True),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
    ),
)

COMMUNITIES = Table(
    "communities",
    "communities/communities.csv",
    "community_id",
    (
        Field("community_id", FieldType.ID, required=True),
        Field("name_lv", FieldType.TEXT, required=True),
        Field("name_en", FieldType.TEXT),
        Field("place_ids", FieldType.REFERENCE_LIST, references="places"),
        Field("legal_form", FieldType.CODE, required=True, codes=codes.LegalForm),
        Field("type", FieldType.CODE, required=True, codes=codes.CommunityType),
        Field("since_date", FieldType.DATE),
        Field("web", FieldType.URL_LIST),
        Field("description_lv", FieldType.TEXT),
        Field("description_en", FieldType.TEXT),
        Field("confidence", FieldType.CODE, required=True, codes=codes.Confidence),
        Field("source_url", FieldType.URL_LIST, required=True),
        Field("source_date", FieldType.TEXT),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
    ),
)

EVIDENCE = Table(
    "evidence",
    "communities/evidence.csv",
    "evidence_id",
    (
        Field("evidence_id", FieldType.ID, required=True),
        Field("date", FieldType.DATE, required=True),
        Field("date_end", FieldType.DATE),
        Field("date_basis", FieldType.CODE, required=True, codes=codes.DateBasis),
        Field("place_ids", FieldType.REFERENCE_LIST, required=True, references="places"),
        Field("community_ids", FieldType.REFERENCE_LIST, references="communities"),
        Field("kind", FieldType.CODE, required=True, codes=codes.EvidenceKind),
        Field("value", FieldType.NUMBER, minimum=0),
        Field("unit", FieldType.CODE, codes=codes.Unit),
        Field("breakdown", FieldType.BREAKDOWN, codes=codes.Theme),
        Field("is_summary", FieldType.BOOLEAN, required=True),
        Field("title_lv", FieldType.TEXT, required=True),
        Field("title_en", FieldType.TEXT, required=True),
        Field("actor", FieldType.TEXT),
        Field("source_url", FieldType.URL_LIST, required=True),
        Field("source_date", FieldType.TEXT),
        Field("provenance", FieldType.CODE, required=True, codes=codes.Provenance),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
    ),
)

MUNICIPALITIES = Table(
    "municipalities",
    "places/municipalities.csv",
    "municipality_id",
    (
        Field("municipality_id", FieldType.ID, required=True),
        Field("name_lv", FieldType.TEXT, required=True),
        Field("kind", FieldType.CODE, required=True, codes=codes.MunicipalityKind),
        Field("atvk_code", FieldType.TEXT, digits=ATVK_DIGITS),
        Field("alternative_names", FieldType.TEXT_LIST),
        Field("valid_to_date", FieldType.DATE),
        Field("source_url", FieldType.URL_LIST, required=True),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
    ),
)

SURVEY_ROUNDS = Table(
    "survey_rounds",
    "survey/rounds.csv",
    "round_id",
    (
        Field("round_id", FieldType.ID, required=True),
        Field("date", FieldType.DATE, required=True),
        Field("label_lv", FieldType.TEXT, required=True),
        Field("label_en", FieldType.TEXT, required=True),
        Field("is_demo", FieldType.BOOLEAN, required=True),
        Field("note_lv", FieldType.TEXT),
        Field("note_en", FieldType.TEXT),
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
