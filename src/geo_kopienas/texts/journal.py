"""Changes of the ledger in words, for everybody: no account, no summary, no answer of a person."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING

from geo_kopienas.domain.editing.changes import differing_fields
from geo_kopienas.domain.editing.subjects import done_to
from geo_kopienas.domain.schema.fields import COMMUNITIES, EVIDENCE, PLACES, POPULATION, TABLES
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER
from geo_kopienas.domain.survey.rounds.responses import RESPONSES_FOLDER
from geo_kopienas.texts.columns import heading
from geo_kopienas.texts.evidence import worded
from geo_kopienas.texts.faults import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo_kopienas.domain.editing.changes import Edit, Revision, Row, TouchedRows
    from geo_kopienas.texts.lookup import Texts

#: Tables whose rows have a sentence of their own; rows of others are counted.
NAMED_FILES = (PLACES.file, COMMUNITIES.file, EVIDENCE.file)
_TABLES = {table.file: table.name for table in TABLES}
#: A sentence names so many fields; more of them say little.
_MAX_FIELDS = 4
#: A longer value, such as a border, is cut.
_MAX_VALUE = 300


def row_sentence(edit: Edit, texts: Texts) -> str:
    """What was done to a row: "reģistrēta kopiena „Alejas”"."""
    row = edit.after or edit.before or {}
    table = _TABLES.get(edit.file, "layer" if edit.file.endswith(".geojson") else "other")
    key = f"news.row.{table}.{done_to(edit)}"
    if key not in texts:
        key = f"news.row.other.{done_to(edit)}"
    return texts.say(
        key,
        name=_name(edit, row, texts),
        part=part_name(edit.file, texts),
        kind=texts.get(f"evidence_kind.{row.get('kind')}", ""),
        day=texts.date(str(row.get("date", ""))),
        fields=fields_phrase(edit, texts),
    )


def fields_phrase(edit: Edit, texts: Texts) -> str:
    """The columns in which a row was amended, in words."""
    names = [
        field_name(edit.file, name, texts) for name in differing_fields(edit.before, edit.after)
    ]
    if len(names) > _MAX_FIELDS:
        return texts.count("news.fields", len(names))
    return texts.listed([f"{name[:1].lower()}{name[1:]}" for name in names])


def field_name(file: str, column: str, texts: Texts) -> str:
    """A column of a part in words; one that has none by its own name."""
    return heading(_TABLES.get(file, ""), column, texts) or column


def difference_rows(revisions: Iterable[Revision], texts: Texts) -> list[dict[str, str]]:
    """The fields that some revisions changed: row, field, before and after, shortened.

    Answers of people and figures of a survey are left out.
    """
    rows = []
    for edit in (revision.edit for revision in revisions):
        if edit.file.startswith((f"{RESPONSES_FOLDER}/", f"{PUBLICATIONS_FOLDER}/")):
            continue
        for name in differing_fields(edit.before, edit.after):
            before, after = (
                shown(str((row or {}).get(name, "")), _MAX_VALUE)
                for row in (edit.before, edit.after)
            )
            field = field_name(edit.file, name, texts)
            rows.append({"row_id": edit.row_id, "field": field, "before": before, "after": after})
    return rows


def rows_sentence(file: str, touched: TouchedRows, texts: Texts) -> str:
    """What was done to the rows of a part: "fakti: jauni 3, laboti 5".

    How many people answered a survey is for its publications to say, so answers are not counted.
    """
    round_id = PurePath(file).stem
    if file.startswith(f"{RESPONSES_FOLDER}/"):
        return texts.say("news.answers", round=round_id)
    counts = [
        texts.say(f"news.counts.{name}", number=texts.number(number))
        for name, number in touched._asdict().items()
        if number
    ]
    return texts.say("news.rows", part=part_name(file, texts), counts=texts.listed(counts))


def publication_sentence(edit: Edit, texts: Texts) -> str:
    """Whether the figures of a survey round were published or taken back."""
    content = str((edit.after or {}).get("content", "[]"))
    is_shown = any(publication["is_shown"] for publication in json.loads(content))
    key = "news.published" if is_shown else "news.taken_back"
    return texts.say(key, round=PurePath(edit.file).stem)


def is_publication(file: str) -> bool:
    """Whether a part says what the publications of a round showed."""
    return file.startswith(f"{PUBLICATIONS_FOLDER}/") and file.endswith(".json")


def is_published_answers(file: str) -> bool:
    """Whether a part holds the answers that a publication rests on; its figures speak for it."""
    return file.startswith(f"{PUBLICATIONS_FOLDER}/") and file.endswith(".csv")


def part_name(file: str, texts: Texts) -> str:
    """A part in words."""
    name = _TABLES.get(file) or PurePath(file).stem
    return texts.get(f"news.part.{name}") or file


def _name(edit: Edit, row: Row, texts: Texts) -> str:
    if edit.file == EVIDENCE.file:
        return worded(row, "title", texts)
    if edit.file == POPULATION.file:
        number = texts.number(int(row["population_count"]))
        return f"{number} ({texts.date(str(row['date']))})" if row.get("date") else number
    return worded(row, "name", texts) or worded(row, "label", texts) or edit.row_id
