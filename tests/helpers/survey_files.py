"""Survey files as KoboToolbox, ODK, Google Forms and people write them, made anew for a test."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import openpyxl
from data_folder import DEFAULT_DATA

from geo_kopienas.domain.survey.codebook.model import Codebook, Question, QuestionType
from geo_kopienas.store.dataset import Dataset, load_dataset

Answers = dict[str, Any]

#: Codes of one submission; what a question does not name was not answered.
FIRST: Answers = {
    "consent": "yes",
    "respondent_code": "K-17",
    "place": ("unit-kekavas-pagasts", "krogsils", ""),
    "role": "organiser",
    "community_exists": "active",
    "formed_year": "2013",
    "formed_how": ("neighbours", "event"),
    "members_active": "25",
    "belonging": "5",
    "channels": ("messaging",),
    "needs": ("money", "people"),
    "good_practice": "Sakopām parku; palīdzēja „visi”, arī bērni.",
}
SECOND: Answers = {
    "consent": "yes",
    "place": ("outside", "", "riga"),
    "community_exists": "none",
    "influence": "dont_know",
    "obstacles": ("none",),
}


@cache
def default_data() -> Dataset:
    data, problems = load_dataset(DEFAULT_DATA)
    assert data is not None, problems
    return data


@dataclass(frozen=True)
class Style:
    """How a tool writes an export.

    Attributes:
        language: Of the labels; None for XML names.
        group: Separator behind the name of the group; None for no groups.
        option: Separator before the option.
        many: Several answers as "one" column, as "columns" of 0 and 1, or "both".
        between: Separator of several answers in one column.
        tool: Whether the columns of KoboToolbox are there.
    """

    language: str | None = None
    group: str | None = "/"
    option: str = "/"
    many: str = "both"
    between: str = " "
    tool: bool = True


KOBO = Style()
PLAIN = Style(group=None, many="one", tool=False)
GOOGLE = Style(language="lv", group=None, many="one", between=", ", tool=False)


@dataclass
class Table:
    """Header and rows of a file, to be changed by a test before it is written."""

    header: list[str]
    rows: list[list[str]] = field(default_factory=list)

    def put(self, row: int, heading: str, text: str) -> None:
        """Write a cell; the row is counted as a spreadsheet does."""
        self.rows[row - 2][self.header.index(heading)] = text

    def csv(self, *, separator: str = ",", encoding: str = "utf-8") -> bytes:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=separator).writerows([self.header, *self.rows])
        return text.getvalue().encode(encoding)

    def xlsx(self, *, before: tuple[str, ...] = (), typed: bool = False) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name in before:
            book.create_sheet(name).append(["x"])
        sheet = book.create_sheet("Atbildes")
        sheet.append(self.header)
        for row in self.rows:
            cells = [int(cell) if typed and cell.isdigit() else cell or None for cell in row]
            sheet.append(cells)
        content = io.BytesIO()
        book.save(content)
        return content.getvalue()


def survey_table(*submissions: Answers, style: Style = KOBO) -> Table:
    """An export of these submissions."""
    book = default_data().codebook
    table = Table(_header(book, style), [[] for _ in submissions])
    for number, (row, answers) in enumerate(zip(table.rows, submissions, strict=True), start=1):
        for question in book.questions:
            row.extend(_cells(question, answers, style))
        if style.tool:
            name = answers.get("uuid", f"00000000-0000-4000-8000-{number:012d}")
            row.extend([f"uuid:{name}", name, "2026-10-03T07:00:00", "", "2026112401", str(number)])
    return table


def _header(book: Codebook, style: Style) -> list[str]:
    header: list[str] = []
    for question in book.questions:
        section = next(
            section for section in book.sections if section.section_id == question.section_id
        )
        group = section.label(style.language) if style.language else section.section_id
        prefix = "" if style.group is None else group + style.group
        name = question.label(style.language) if style.language else question.question_id
        match question.type:
            case QuestionType.PLACE if style is PLAIN or style is GOOGLE:
                header.append(name)
            case QuestionType.PLACE if style.language:
                steps = {
                    "lv": ["Kurā pilsētā, ciemā vai apkārtnē?", "Kurā pašvaldībā?"],
                    "en": ["In which town, village or neighbourhood?", "In which municipality?"],
                }
                header += [prefix + heading for heading in (name, *steps[style.language])]
            case QuestionType.PLACE:
                steps_ = ("unit", "settlement", "municipality")
                header += [f"{prefix}{name}_{step}" for step in steps_]
            case QuestionType.MANY:
                if style.many in {"one", "both"}:
                    header.append(prefix + name)
                if style.many in {"columns", "both"}:
                    header += [
                        prefix
                        + name
                        + style.option
                        + (answer.label(style.language) if style.language else answer.code)
                        for answer in question.answers
                    ]
            case _:
                header.append(prefix + name)
    if style.tool:
        header += ["meta/instanceID", "_uuid", "_submission_time", "_validation_status",
                   "__version__", "_index"]  # fmt: skip
    return header


def _cells(question: Question, answers: Answers, style: Style) -> list[str]:
    def word(code: str) -> str:
        return question.answer(code).label(style.language) if style.language else code

    value = answers.get(question.question_id)
    match question.type:
        case QuestionType.PLACE:
            parts = [_place_word(part, style.language) for part in value or ("", "", "")]
            if style is PLAIN or style is GOOGLE:
                return [parts[1] or parts[2] or parts[0]]
            return parts
        case QuestionType.MANY:
            chosen = value or ()
            cells = []
            if style.many in {"one", "both"}:
                cells.append(style.between.join(word(answer) for answer in chosen))
            if style.many in {"columns", "both"}:
                cells += ["" if value is None else str(int(answer.code in chosen))
                          for answer in question.answers]  # fmt: skip
            return cells
        case _ if question.answers and value:
            return [word(value)]
        case _:
            return [value or ""]


def _place_word(code: str, language: str | None) -> str:
    if not language or not code:
        return code
    if code == "outside":
        return {"lv": "Ārpus šī novada", "en": "Outside this municipality"}[language]
    data = default_data()
    names = dict(zip(data.places["place_id"], data.places["name_lv"], strict=True))
    others = data.municipalities
    names |= dict(zip(others["municipality_id"], others["name_lv"], strict=True))
    return names[code]
