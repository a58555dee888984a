"""Exports of our own form as KoboToolbox writes them.

KoboToolbox makes its exports with `formpack`, which is on no package index. This writer follows
its rules (`Export`, `FormField.get_labels`, `FormChoiceFieldWithMultipleSelect`): a column for
each row of the form, notes and calculations included; headings by XML name or by label, alone or
behind their groups; several answers as a summary, as a column an option, or as both; then the
columns of the tool. CSV has semicolons and quotation marks around every cell.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

import openpyxl
from survey_files import Answers, default_data

from geo_kopienas.domain.survey.codebook.form import FORM_LANGUAGES, survey_form
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geo_kopienas.domain.survey.codebook.form import Row

COPIED = (
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
    "_submitted_by", "__version__", "_tags", "_index",
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """What is chosen in the tool's window for exports.

    Attributes:
        language: Of the labels; None for XML names.
        select: Several answers as "summary", "details" or "both".
        group: Separator behind the names of groups; None for headings without groups.
        kind: "csv" or "xlsx".
        groups: Other names of groups, by name, as an older version of the form had them.
        calculated: Whether the form has calculations, which stay empty where none was worked out.
    """

    language: str | None = None
    select: str = "both"
    group: str | None = None
    kind: str = "csv"
    groups: Mapping[str, str] = field(default_factory=dict)
    calculated: bool = False

    def __str__(self) -> str:
        return f"{self.language or 'xml'} {self.select} {self.group or 'none'} {self.kind}"


SHAPES = [
    Shape(language, select, group, kind)
    for language, select, group, kind in product(
        (None, "lv", "en"), ("summary", "details", "both"), (None, "/", " - "), ("csv", "xlsx")
    )
]


@cache
def form_rows() -> tuple[list[Row], dict[str, list[Row]]]:
    """The questions of the form, each with its groups, and the choices by list."""
    data = default_data()
    form = survey_form(data.codebook, data.places, data.municipalities, form_words())
    rows, groups = [], []
    for row in form.survey:
        if row["type"] == "begin_group":
            groups.append(row)
        elif row["type"] == "end_group":
            groups.pop()
        else:
            rows.append({**row, "groups": tuple(groups)})
    choices: dict[str, list[Row]] = {}
    for choice in form.choices:
        choices.setdefault(choice["list_name"], []).append(choice)
    return rows, choices


def kobo_table(*submissions: Answers, shape: Shape) -> tuple[list[str], list[list[str]]]:
    """Header and rows of an export of submissions by their codes."""
    columns = [*_columns(shape)]
    rows = []
    for number, answers in enumerate(submissions, start=1):
        given = _by_row(answers)
        cells = [_cell(row, option, given, shape) for _, row, option in columns]
        name = answers.get("uuid", f"00000000-0000-4000-8000-{number:012d}")
        rows.append([*cells, str(1000 + number), name, "2026-10-03T07:00:00", "", "",
                     "submitted_via_web", "", "2026112401", "", str(number)])  # fmt: skip
    return [*(heading for heading, _, _ in columns), *COPIED], rows


def kobo_export(*submissions: Answers, shape: Shape) -> bytes:
    """The file of an export."""
    return written(*kobo_table(*submissions, shape=shape), kind=shape.kind)


def written(header: list[str], rows: list[list[str]], *, kind: str) -> bytes:
    """A table as the tool writes it."""
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL).writerows([header, *rows])
        return text.getvalue().encode("utf-8-sig")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Iedzīvotāju kopienu aptauja")
    for row in [header, *rows]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _columns(shape: Shape) -> Iterator[tuple[str, Row, str | None]]:
    """Heading, row of the form and option of each column."""
    rows, choices = form_rows()
    for row in rows:
        kind, _, list_name = row["type"].partition(" ")
        heading = _heading(row, shape)
        if kind != "select_multiple" or shape.select in {"summary", "both"}:
            yield heading, row, None
        if kind == "select_multiple" and shape.select in {"details", "both"}:
            for choice in choices[list_name]:
                label = _label(choice, shape.language)
                yield f"{heading}{shape.group or '/'}{label}", row, choice["name"]
    if shape.calculated:
        yield "age_group", {"type": "calculate", "name": "age_group"}, None


def _heading(row: Row, shape: Shape) -> str:
    if shape.group is None:
        return _label(row, shape.language)
    names = [
        shape.groups.get(group["name"], _label(group, shape.language)) for group in row["groups"]
    ]
    return shape.group.join([*names, _label(row, shape.language)])


def _label(row: Row, language: str | None) -> str:
    return str(row["name"] if language is None else row[f"label::{FORM_LANGUAGES[language]}"])


def _by_row(answers: Answers) -> dict[str, Any]:
    place = default_data().codebook.place_question.question_id
    given = {name: value for name, value in answers.items() if name != place}
    steps = ("unit", "settlement", "municipality")
    return given | {
        f"{place}_{step}": part
        for step, part in zip(steps, answers.get(place, ("", "", "")), strict=True)
    }


def _cell(row: Row, option: str | None, given: dict[str, Any], shape: Shape) -> str:
    value = given.get(row["name"])
    kind, _, list_name = row["type"].partition(" ")
    if value is None or value == "":
        return ""
    if option is not None:
        return str(int(option in value))
    if not kind.startswith("select"):
        return str(value)
    _, choices = form_rows()
    words = {choice["name"]: _label(choice, shape.language) for choice in choices[list_name]}
    return " ".join(words[code] for code in ([value] if isinstance(value, str) else value))
