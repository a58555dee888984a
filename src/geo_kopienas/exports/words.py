"""What the files say of themselves in words: the dictionary of their columns, the sources."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.schema.fields import TABLES, Field, FieldType
from geo_kopienas.exports.tables import DERIVED_FIELDS, ExportTable, Stamp
from geo_kopienas.texts import Texts

_STATED = {(table.name, field.name) for table in TABLES for field in table.fields}
_DERIVED = {(name, field.name) for name, fields in DERIVED_FIELDS.items() for field in fields}
DICTIONARY_FIELDS = tuple(
    Field(name, FieldType.TEXT)
    for name in ("table", "column", "type", "unit", "values", "label", "meaning")
)
SOURCE_FIELDS = tuple(Field(name, FieldType.TEXT) for name in ("what", "text", "licence", "url"))


def dictionary(
    columns: Iterable[tuple[str, Sequence[Field]]], indicators: Sequence[Indicator], texts: Texts
) -> ExportTable:
    """One row a column: type, unit, permitted values, label and meaning.

    Args:
        columns: The columns of each table by its name.
        indicators: The catalogue.
        texts: Words of the reader's language.
    """
    by_id = {indicator.indicator_id: indicator for indicator in indicators}
    rows = [
        _column(name, field, by_id.get(field.name), texts)
        for name, fields in columns
        for field in fields
    ]
    return _text_table("dictionary", DICTIONARY_FIELDS, rows)


def sources(stamp: Stamp, attributions: Iterable[Mapping[str, str]], texts: Texts) -> ExportTable:
    """What the files are, of which day, and whom to name under which licence."""
    day = texts.date(stamp.as_of)
    about = texts.say("export.about", day=day, version=stamp.version)
    rows = [
        (
            texts["export.source.tables"],
            f"{stamp.publisher}. {about}",
            stamp.licence or texts["export.no_licence"],
            stamp.licence_url,
        ),
        *(
            (texts["export.source.positions"], source["text"], source["licence"], source["url"])
            for source in attributions
        ),
        (texts["export.source.rows"], texts["export.source.rows_text"], "", ""),
        (texts["export.source.unknown"], texts["export.source.unknown_text"], "", ""),
    ]
    return _text_table("sources", SOURCE_FIELDS, rows)


def _column(table: str, field: Field, indicator: Indicator | None, texts: Texts) -> tuple[str, ...]:
    label = "" if indicator is None else indicator.word("label", texts.language)
    unit = field.unit or ""
    permitted = [str(code) for code in field.codes or ()]
    if (table, field.name) in _STATED:
        meaning = texts[f"column.{table}.{field.name}"]
    elif (table, field.name) in _DERIVED:
        meaning = texts[f"export_column.{field.name}"]
    elif indicator is not None:
        unit = indicator.word("unit", texts.language)
        meaning = " ".join(
            part for name in ("how", "note") if (part := indicator.word(name, texts.language))
        )
        permitted = list(indicator.states)
    return table, field.name, field.type.value, unit, "; ".join(permitted), label, meaning


def _text_table(
    name: str, fields: tuple[Field, ...], rows: Sequence[tuple[str, ...]]
) -> ExportTable:
    columns = [field.name for field in fields]
    return ExportTable(name, fields, pd.DataFrame(rows, columns=columns, dtype="string"))
