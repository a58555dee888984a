"""Import of a survey file: first what was understood, then, confirmed, all of it or nothing."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from geo_kopienas.domain.editing.changes import COMMAND_LINE, Author, Change
from geo_kopienas.domain.schema.fields import SURVEY_ROUNDS
from geo_kopienas.domain.schema.problems import Problem, repairs_among, without_repairs
from geo_kopienas.domain.survey.imports.column_kinds import Column, Role
from geo_kopienas.domain.survey.imports.columns import (
    column_problems,
    match_columns,
    mended_header,
    merged_versions,
)
from geo_kopienas.domain.survey.imports.decoded import Decoded, Source
from geo_kopienas.domain.survey.imports.place_answers import PlaceReader
from geo_kopienas.domain.survey.imports.settled import Likeness, Settled, settle
from geo_kopienas.domain.survey.imports.submissions import Background, decode_submissions
from geo_kopienas.domain.survey.rounds.register import DEMO_PREFIX
from geo_kopienas.domain.survey.rounds.responses import responses_file, responses_table
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.imports.survey_decisions import Decisions
from geo_kopienas.store.ledger.seam import Ledger, Version
from geo_kopienas.store.survey.responses import (
    read_responses,
    responses_as_csv,
    stored_rounds,
)
from geo_kopienas.store.tables.directory import read_table
from geo_kopienas.store.tables.sheet import Sheet
from geo_kopienas.store.tables.sheets import SheetsFile

_ANSWER_ROLES = frozenset({Role.ANSWER, Role.OPTION, Role.STEP})
#: A second sheet with so large a share of the best one's columns may be the one that is meant.
_RIVAL_SHARE = 0.5
#: So many columns with names of questions are no accident, however many others there are.
_SURE_COLUMNS = 4
#: So often somebody else may store answers while these are being compared with what is stored.
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Round:
    """The round that is imported into.

    Attributes:
        round_id: Its id.
        date: Its date as far as it is known; None if it is neither listed, given nor in the file.
        is_listed: Whether `survey/rounds.csv` has it already.
        is_assumed: Whether the date is only the month of the import.
    """

    round_id: str
    date: str | None
    is_listed: bool
    is_assumed: bool = False


@dataclass
class SurveyImport:
    """An import that is ready to be confirmed, or why it cannot be.

    Attributes:
        file: Name of the file.
        table: How the file was read; None if it could not be.
        sheet: Name of the sheet with the answers.
        other_sheets: Sheets that are left out.
        columns: What each column holds.
        decoded: The submissions and how their texts were understood.
        round: The round.
        problems: Every fault; with one of them nothing can be written.
        new, changed, unchanged: Submissions compared with those stored of the round.
    """

    file: str
    round: Round
    table: SheetsFile | None = None
    sheet: str | None = None
    other_sheets: tuple[str, ...] = ()
    columns: list[Column] = field(default_factory=list)
    decoded: Decoded = field(default_factory=Decoded)
    problems: list[Problem] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0


class SurveyFile(NamedTuple):
    """A survey file as it was read: its name for faults, what `read_sheets` gave, its faults."""

    name: str
    table: SheetsFile | None
    problems: list[Problem]


@dataclass(frozen=True)
class ImportSettings:
    """What an import is made with.

    Attributes:
        directory: The data directory.
        data: Its content.
        form_words: Words of the form, as `survey_form` takes them.
        decisions: What a person decided on texts before.
        today: No answer names a year after this day's.
        progress: Is told how far it is, from 0 to 1.
        likeness: What was decided on submissions that look like stored ones.
    """

    directory: Path
    data: Dataset
    form_words: Mapping[str, Mapping[str, str]]
    decisions: Decisions
    today: dt.date
    progress: Callable[[float], None] = lambda _: None
    likeness: Likeness | None = None


def plan_import(
    source: SurveyFile, round_id: str, date: str | None, settings: ImportSettings
) -> SurveyImport:
    """Work out what an import would do; nothing is written.

    Args:
        source: The file as it was read.
        round_id: The round.
        date: Date of the round, if it is given: YYYY, YYYY-MM or YYYY-MM-DD.
        settings: What the file is read against.
    """
    file, table, problems = source
    plan = SurveyImport(file, _round(round_id, date, settings.data), table)
    plan.problems += without_repairs(problems)
    plan.problems += _round_problems(plan.round, date, settings.data)
    if table is None:
        return plan
    sheet = _choose_sheet(table, plan, settings)
    if sheet is None:
        return plan
    # What stands on a sheet without answers is not read.
    plan.problems = [
        problem
        for problem in plan.problems
        if problem.sheet in {None, sheet.name} or problem.code == "several_sheets"
    ]
    # An empty column beside the answers, which nobody has to delete.
    plan.columns = [
        column
        for column in plan.columns
        if column.heading or any(cells[column.position].strip() for _, cells in sheet.records)
    ]
    if not sheet.records and not plan.problems:
        plan.problems.append(Problem("table_empty", file=file, sheet=sheet.name))
    book = settings.data.codebook
    place: dict[str, Any] = {"file": file, "sheet": sheet.name, "row": sheet.rows[0][0]}
    # Cells move where versions of the form are joined; the sheet stays as it was read.
    records = [(row, [*cells]) for row, cells in sheet.records]
    plan.columns, doubled = merged_versions(plan.columns, records)
    faults = [*column_problems(plan.columns, book), *doubled]
    plan.problems += [fault.at(**place) for fault in faults]
    places = PlaceReader(
        settings.data.places,
        settings.data.municipalities,
        settings.form_words,
        settings.decisions.answers.get(book.place_question.question_id, {}),
    )
    plan.decoded = decode_submissions(
        records,
        Source(file, sheet.name, plan.columns, is_damaged=_has(plan, "headings_damaged")),
        Background(book, places, settings.decisions.answers, settings.today),
        settings.progress,
    )
    plan.problems += plan.decoded.problems
    said = [repair for repair in repairs_among(problems) if repair.sheet in {None, sheet.name}]
    plan.decoded.repairs[:0] = said
    if plan.round.date is None:
        month = _latest_month(plan.decoded)
        # The register lists no round without a date, and what it does not list is no round.
        plan.round = Round(
            round_id, month or f"{settings.today:%Y-%m}", is_listed=False, is_assumed=month is None
        )
    _compare(plan, settings)
    return plan


def _has(plan: SurveyImport, code: str) -> bool:
    return any(problem.code == code for problem in plan.problems)


def has_answers(plan: SurveyImport) -> bool:
    """Whether the file seems to hold answers: some columns, or half of few, name questions."""
    answers = sum(column.role in _ANSWER_ROLES for column in plan.columns)
    return answers >= min(_SURE_COLUMNS, len(plan.columns) / 2) > 0


def confirm_import(
    plan: SurveyImport, settings: ImportSettings, ledger: Ledger, author: Author = COMMAND_LINE
) -> Version | list[Problem]:
    """Store the submissions of a plan without fault: all of them or none.

    What other imports stored meanwhile is kept.

    Args:
        plan: The plan.
        settings: Those that it was made with.
        ledger: Where to store them.
        author: Who does.

    Returns:
        The new state, or what keeps the answers from being stored.

    Raises:
        ValueError: The plan has faults.
        LedgerError: The ledger cannot be written; everything in it is as it was.
    """
    if plan.problems:
        raise ValueError("an import with faults cannot be confirmed")
    answer: Version | list[Problem] = []
    for _ in range(_ATTEMPTS):
        base = ledger.version()
        current = replace(settings, directory=ledger.directory(base))
        settled, faults = _settled(plan, current)
        if faults or settled.alike:
            file = responses_file(plan.round.round_id)
            return faults or [Problem("part_changed_meanwhile", file=file)]
        files = _files(plan, current, list(settled.rows.values()))
        summary = f"import survey {Path(plan.file).name}"
        change = Change(summary=summary, account=author.account, role=author.role, files=files)
        answer = ledger.commit(change, base)
        if not isinstance(answer, list):
            break
    return answer


def _files(
    plan: SurveyImport, settings: ImportSettings, rows: list[Mapping[str, Any]]
) -> dict[str, bytes]:
    """The answers of the round, and the list of rounds where it is not in it yet."""
    round_id = plan.round.round_id
    files = {responses_file(round_id): responses_as_csv(rows, settings.data.codebook, round_id)}
    before = (settings.directory / SURVEY_ROUNDS.file).read_bytes()
    if (listed := _with_round(before, plan.round)) != before:
        files[SURVEY_ROUNDS.file] = listed
    return files


# --- the round -------------------------------------------------------------------------------


def _round(round_id: str, date: str | None, data: Dataset) -> Round:
    listed = data.survey_rounds.set_index("round_id")["date"].to_dict()
    if round_id in listed:
        return Round(round_id, listed[round_id], is_listed=True)
    return Round(round_id, date, is_listed=False)


def _round_problems(round_: Round, date: str | None, data: Dataset) -> Iterator[Problem]:
    if not round_.is_listed:
        return
    rounds = data.survey_rounds
    row = int(rounds.index[rounds["round_id"] == round_.round_id][0]) + 2
    file = SURVEY_ROUNDS.file
    if rounds.loc[rounds["round_id"] == round_.round_id, "is_demo"].any():
        yield Problem("round_is_demo", file=file, row=row, column="is_demo", value=round_.round_id)
    if date is not None and date != round_.date:
        details = {"listed": str(round_.date)}
        yield Problem(
            "round_date_differs", file=file, row=row, column="date", value=date, details=details
        )


def _latest_month(decoded: Decoded) -> str | None:
    days = [row["submitted_date"] for row in decoded.rows if row["submitted_date"]]
    return max(days)[:7] if days else None


def _with_round(content: bytes, round_: Round) -> bytes:
    """The list of rounds with this one; as it was if it has it or no date is known."""
    if round_.is_listed:
        return content
    values = {"round_id": round_.round_id, "date": round_.date, "is_demo": "false"}
    values |= {"label_lv": round_.round_id, "label_en": round_.round_id}
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if any(
        row[header.index("round_id")] == round_.round_id
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if row
    ):
        return content  # another import listed it meanwhile
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow([values.get(name, "") for name in header])
    end = b"" if content.endswith(b"\n") else b"\n"
    return content + end + line.getvalue().encode("utf-8")


# --- the sheet -------------------------------------------------------------------------------


def _choose_sheet(table: SheetsFile, plan: SurveyImport, settings: ImportSettings) -> Sheet | None:
    """The sheet whose columns are the questionnaire's; its columns go to the plan."""
    matched: list[tuple[int, Sheet, list[Column]]] = []
    damaged: dict[str | None, list[Problem]] = {}
    for sheet in table.sheets:
        header, damage = mended_header(sheet.header)
        columns = match_columns(
            header,
            settings.data.codebook,
            settings.form_words,
            settings.decisions.columns,
        )
        score = sum(column.role in _ANSWER_ROLES for column in columns)
        matched.append((score, sheet, columns))
        damaged[sheet.name] = damage
    best = max(matched, key=lambda match: (match[0], not match[1].is_hidden), default=None)
    if best is None or best[0] == 0:
        if not plan.problems:
            plan.problems.append(Problem("no_survey_columns", file=plan.file))
        return None
    score, sheet, plan.columns = best
    plan.sheet = sheet.name
    place: dict[str, Any] = {"file": plan.file, "sheet": sheet.name, "row": sheet.rows[0][0]}
    plan.problems += [fault.at(**place) for fault in damaged[sheet.name]]
    plan.other_sheets = tuple(other.name or "" for _, other, _ in matched if other is not sheet)
    if sheet.is_hidden:
        plan.problems.append(Problem("sheet_hidden", file=plan.file, sheet=sheet.name))
    for rival, other, _ in matched:
        if other is not sheet and rival >= _RIVAL_SHARE * score and other.records:
            details = {"other": str(sheet.name)}
            plan.problems.append(
                Problem("several_sheets", file=plan.file, sheet=other.name, details=details)
            )
    return sheet


# --- what is stored --------------------------------------------------------------------------


def _settled(plan: SurveyImport, settings: ImportSettings) -> tuple[Settled, list[Problem]]:
    """The submissions beside those that are stored, and faults of what is stored of the round."""
    round_id, book = plan.round.round_id, settings.data.codebook
    # The directory may have got a round since the data were read.
    listed, _ = read_table(
        settings.directory / SURVEY_ROUNDS.file, SURVEY_ROUNDS, may_be_empty=True
    )
    demo = set(listed.loc[listed["is_demo"].fillna(value=False).astype(bool), "round_id"])
    registered = {*listed["round_id"]}
    rounds: dict[str, list[Mapping[str, Any]]] = {}
    faults: list[Problem] = []
    for name in stored_rounds(settings.directory):
        if name not in registered:
            # A stranger in the folder is no round; it must not be written over either.
            stranger = Problem("file_of_no_round", file=responses_file(name))
            faults += [stranger] if name == round_id else []
            continue
        if name in demo or name.startswith(DEMO_PREFIX):
            continue
        frame, read_faults = read_responses(settings.directory, name, book, with_free_text=True)
        records = frame.astype(object).where(frame.notna(), None).to_dict("records")
        rounds[name] = [{str(key): value for key, value in row.items()} for row in records]
        # Faults of what is stored would be written anew with it.
        faults += without_repairs(read_faults) if name == round_id else []
    table = responses_table(book, round_id)
    return settle(plan.decoded, rounds, round_id, table, settings.likeness), faults


def _compare(plan: SurveyImport, settings: ImportSettings) -> None:
    settled, faults = _settled(plan, settings)
    plan.problems += faults
    plan.new, plan.changed, plan.unchanged = settled.new, settled.changed, settled.unchanged
    if settled.alike:
        total = {"number": str(len(plan.decoded.rows))}
        fault = Problem("answers_alike", value=str(settled.alike), details=total)
        plan.problems.append(fault.at(file=plan.file))
    if settled.elsewhere:
        number = str(sum(settled.elsewhere.values()))
        rounds = {"rounds": ", ".join(sorted(settled.elsewhere))}
        fault = Problem("answers_in_other_round", value=number, details=rounds).at(file=plan.file)
        is_all = not settled.rows
        (plan.problems if is_all else plan.decoded.warnings).append(fault)
