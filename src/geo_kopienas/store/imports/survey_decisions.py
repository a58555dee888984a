"""The mapping file: what a person decided once on columns, places and answers of survey files."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from geo_kopienas.domain.schema.cells import clean_text, nearest_details, quoted, text_fault
from geo_kopienas.domain.schema.problems import Problem, without_repairs
from geo_kopienas.domain.survey.imports.column_kinds import LEAVE_OUT
from geo_kopienas.domain.survey.imports.heading_names import PART_NAMES
from geo_kopienas.domain.survey.imports.wording import wording_key
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.tables.sheets import SheetsFile

#: Its columns: what is decided on, the text as it stands in survey files, what it means.
DECISION_COLUMNS = ("question", "text", "code")
#: In the column `question`: the text is a heading, the code a question.
COLUMN = "column"


@dataclass
class Decisions:
    """Decisions by the keys of texts: on headings, and on answers by question id."""

    columns: dict[str, str] = field(default_factory=dict)
    answers: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def read_decisions(
    table: SheetsFile | None, problems: list[Problem], file: str, data: Dataset
) -> tuple[Decisions, list[Problem]]:
    """Read a mapping file.

    Args:
        table: CSV or XLSX with the columns `question`, `text` and `code`, from `read_sheets`.
        problems: Its faults of form.
        file: Its name, as faults give it.
        data: Codebook and register that its codes are of.

    Returns:
        The decisions and every fault.
    """
    decisions = Decisions()
    problems = without_repairs(problems)
    if table is None or not table.sheets[0].rows:
        return decisions, problems
    sheet = table.sheets[0]
    names = [clean_text(name).lower() for name in sheet.header]
    missing = [name for name in DECISION_COLUMNS if name not in names]
    if missing:
        return decisions, problems + [
            Problem("missing_column", column=name, value=name).at(
                file=file, sheet=sheet.name, row=sheet.rows[0][0]
            )
            for name in missing
        ]
    positions = [names.index(name) for name in DECISION_COLUMNS]
    permitted = _permitted(data)
    for row, cells in sheet.records:
        question, text, code = (clean_text(cells[position]) for position in positions)
        spoilt = text_fault(cells[positions[1]])
        fault = spoilt.at(column="text") if spoilt else _fault(question, text, code, permitted)
        if fault:
            problems.append(fault.at(file=file, sheet=sheet.name, row=row))
        elif question == COLUMN:
            decisions.columns[wording_key(text)] = code
        else:
            decisions.answers[question][wording_key(text)] = code
    return decisions, problems


def _permitted(data: Dataset) -> dict[str, frozenset[str]]:
    """Codes by what can stand in the column `question`."""
    book = data.codebook
    permitted = {
        question.question_id: frozenset(answer.code for answer in question.answers)
        for question in book.questions
        if question.answers
    }
    ids = (*data.places["place_id"], *data.municipalities["municipality_id"])
    permitted[book.place_question.question_id] = frozenset(ids)
    questions = (question.question_id for question in book.questions)
    permitted[COLUMN] = frozenset({*questions, *PART_NAMES})
    return permitted


def _fault(
    question: str, text: str, code: str, permitted: Mapping[str, frozenset[str]]
) -> Problem | None:
    named = {"question": question, "text": wording_key(text), "code": code}
    empty = next((name for name, value in named.items() if not value), None)
    if empty:
        return Problem("required_missing", column=empty)
    for column, value, codes in (
        ("question", question, permitted.keys()),
        ("code", code, permitted.get(question, frozenset()) | {LEAVE_OUT}),
    ):
        if value not in codes:
            known = sorted(codes)
            details = {"permitted": ", ".join(known), **nearest_details(value, known)}
            return Problem("unknown_code", column=column, value=quoted(value), details=details)
    return None
