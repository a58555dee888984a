"""What the files say in words: the dictionary of their columns, the sources, whole tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.schema.fields import TABLES, CodeSet, Field, FieldType
from geo_kopienas.exports.tables import DERIVED_FIELDS, ExportTable, Stamp
from geo_kopienas.texts import Texts
from geo_kopienas.texts.columns import code_word, heading

_STATED = {(table.name, field.name) for table in TABLES for field in table.fields}
_DERIVED = {(name, field.name) for name, fields in DERIVED_FIELDS.items() for field in fields}
DICTIONARY_FIELDS = (
    Field("table", FieldType.TEXT),
    Field("label", FieldType.TEXT),
    Field("column", FieldType.TEXT),
    Field("type", FieldType.CODE, codes=FieldType),
    *(Field(name, FieldType.TEXT) for name in ("unit", "values", "meaning")),
)
SOURCE_FIELDS = tuple(Field(name, FieldType.TEXT) for name in ("what", "text", "licence", "url"))


def dictionary(
    columns: Iterable[tuple[str, Sequence[Field]]], indicators: Sequence[Indicator], texts: Texts
) -> ExportTable:
    """One row a column: its name in words and in the files, type, unit, values and meaning."""
    by_id = {indicator.indicator_id: indicator for indicator in indicators}
    rows = []
    for name, fields in columns:
        labels: set[str] = set()
        for field in fields:
            row = _column(name, field, by_id.get(field.name), texts)
            if row[1] in labels:  # two indicators may be called the same
                row = (name, f"{row[1]} ({field.name})", *row[2:])
            labels.add(row[1])
            rows.append(row)
    return _text_table("dictionary", DICTIONARY_FIELDS, rows)


def sources(stamp: Stamp, attributions: Iterable[Mapping[str, str]], texts: Texts) -> ExportTable:
    """What the files are, of which day, and whom to name under which licence."""
    day = texts.short_date(stamp.as_of)
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


def in_words(
    table: ExportTable, dictionary_: ExportTable, names: Mapping[str, str], texts: Texts
) -> ExportTable:
    """A table as people read it: columns and codes by their words; ids stay as they are."""
    rows = dictionary_.frame.loc[dictionary_.frame["table"] == table.name]
    labels = dict(zip(rows["column"], rows["label"], strict=True))
    headings = [labels.get(field.name) or _heading(table, field, texts) for field in table.fields]
    columns = [
        table.frame[field.name].map(names)
        if table is dictionary_ and field.name == "table"
        else _worded(table.frame[field.name], field.codes, texts)
        for field in table.fields
    ]
    return ExportTable(
        table.name,
        tuple(
            replace(field, name=name) for field, name in zip(table.fields, headings, strict=True)
        ),
        pd.DataFrame(dict(zip(headings, columns, strict=True))),
    )


def _heading(table: ExportTable, field: Field, texts: Texts) -> str:
    return heading(table.name, field.name, texts) or field.name


def _worded(cells: pd.Series, codes: CodeSet | None, texts: Texts) -> pd.Series:
    """The cells of a column with their codes in words, those of a breakdown too."""
    if codes is None:
        return cells
    words = {str(code): code_word(codes, code, texts) for code in codes}
    return cells.map(
        lambda cell: (
            {words[code]: number for code, number in cell.items()}
            if isinstance(cell, Mapping)
            else words.get(cell)
        )
    )


def _column(table: str, field: Field, indicator: Indicator | None, texts: Texts) -> tuple[str, ...]:
    label = heading(table, field.name, texts)
    if label is None and indicator is not None:
        label = indicator.word("label", texts.language)
    unit = field.unit or ""
    codes = field.codes
    permitted = [f"{code} = {code_word(codes, code, texts)}" for code in codes] if codes else []
    if (table, field.name) in _STATED:
        meaning = texts[f"column.{table}.{field.name}"]
    elif (table, field.name) in _DERIVED:
        meaning = texts[f"export_column.{field.name}"]
    elif indicator is not None:
        unit = indicator.word("unit", texts.language)
        meaning = " ".join(
            part for name in ("how", "note") if (part := indicator.word(name, texts.language))
        )
    values = "; ".join(permitted)
    return table, label or field.name, field.name, field.type.value, unit, values, meaning


def _text_table(
    name: str, fields: tuple[Field, ...], rows: Sequence[tuple[str, ...]]
) -> ExportTable:
    columns = [field.name for field in fields]
    return ExportTable(name, fields, pd.DataFrame(rows, columns=columns, dtype="string"))
