"""Words of columns and codes, and the way back from them."""

from enum import StrEnum
from functools import cache

from geo_kopienas.domain.evidence.communities import CommunityState
from geo_kopienas.domain.schema import codes
from geo_kopienas.domain.schema.fields import TABLES, FieldType
from geo_kopienas.domain.schema.wording import Wording
from geo_kopienas.texts.lookup import Texts, texts_for

_PREFIXES: dict[type[StrEnum], str] = {
    codes.Level: "level_name",
    codes.PlaceKind: "place_kind",
    codes.PlaceStatus: "place_status",
    codes.GeometryQuality: "geometry_quality",
    codes.DateBasis: "date_basis",
    codes.Provenance: "provenance",
    codes.EvidenceKind: "evidence_kind",
    codes.CollaborationStatus: "collaboration_status",
    codes.ActivityState: "activity_state",
    codes.Theme: "theme",
    codes.LegalForm: "legal_form",
    codes.CommunityType: "community_type",
    codes.Confidence: "confidence",
    CommunityState: "community_state",
    FieldType: "field_type",
}


def heading(table: str, column: str, texts: Texts) -> str | None:
    """What a column is called in words; None for an indicator, which has a label of its own."""
    return texts.get(f"heading.{table}.{column}") or texts.get(f"heading.{column}")


def code_word(kind: type[StrEnum], code: str, texts: Texts) -> str:
    """A code in words; what is no code of the data is a state of an indicator."""
    if kind is codes.Unit:
        return texts[f"unit.{code}.other"].format(number="").strip()
    return texts[f"{_PREFIXES.get(kind, 'state')}.{code}"]


@cache
def wording() -> Wording:
    """Columns and codes by their words in every language."""
    columns: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for texts in map(texts_for, codes.LANGUAGES):
        columns |= {
            words: key.removeprefix("heading.")
            for key, words in texts.items()
            if key.startswith("heading.") and key.count(".") == 1
        }
        for field in (field for table in TABLES for field in table.fields):
            if field.codes in (_PREFIXES.keys() | {codes.Unit}):
                of_column = words.setdefault(field.name, {})
                of_column |= {code_word(field.codes, code, texts): code for code in field.codes}
    return Wording(columns, words)
