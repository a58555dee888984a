"""Day, version and id of each submission, and the marks by which it is recognised again."""

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from geo_kopienas.domain.schema.cells import clean_text
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.imports.column_kinds import Part, Role
from geo_kopienas.domain.survey.imports.file_pass import FilePass, Memo
from geo_kopienas.domain.survey.imports.moments import Moment, day_order, read_moment
from geo_kopienas.domain.survey.imports.sameness import MADE_ID, marks_of

MAX_ID_LENGTH = 200
_FLOAT = re.compile(r"(\d+)\.0")


def name_submissions(
    file: FilePass, rows: list[dict[str, Any]], questions: Sequence[str], today: dt.date
) -> None:
    """Give each submission of a file its day, version, id and marks.

    Args:
        file: The pass over the file; faults and moments go to it.
        rows: The coded answers, which are added to.
        questions: The ids of the questions that are stored.
        today: No submission comes later.
    """
    time = file.column(Role.SUBMISSION, Part.TIME)
    texts = file.texts(time)
    order = day_order(texts)
    moments = Memo(lambda text: read_moment(text, order))
    latest = today + dt.timedelta(days=1)  # where it is tomorrow already
    versions = file.texts(file.column(Role.SUBMISSION, Part.VERSION))
    ids = file.column(Role.SUBMISSION, Part.ID)
    further = [file.texts(column) for column in file.columns(Role.SUBMISSION, Part.FURTHER_ID)]
    sent: list[Moment] = []
    for (row, _), values, text, version, own, *others in zip(
        file.records, rows, texts, versions, file.texts(ids), *further, strict=True
    ):
        moment: Moment = moments[clean_text(text)]
        if moment.fault and time is not None:
            file.fault(row, time.heading, moment.fault, text)
        elif time is not None and moment.day and moment.day > latest:
            file.fault(row, time.heading, Problem("date_in_future"), text)
        name = _id(own)
        if len(name) > MAX_ID_LENGTH and ids:
            limit = {"limit": str(MAX_ID_LENGTH)}
            file.fault(row, ids.heading, Problem("cell_too_long", details=limit), own)
        values["submitted_date"] = moment.day.isoformat() if moment.day else None
        values["form_version"] = _whole(clean_text(version)) or None
        values["submission_id"] = name or None
        values["marks"] = marks_of(
            {name, *map(_id, others)}, moment.at, has_seconds=moment.has_seconds
        )
        sent.append(moment)
    _name_the_nameless(rows, sent, ("place_id", "municipality_id", *questions))
    for values, moment in zip(rows, sent, strict=True):
        if moment.at is not None:
            file.out.moments[values["submission_id"]] = moment.at


def _name_the_nameless(
    rows: list[dict[str, Any]], sent: list[Moment], answers: Sequence[str]
) -> None:
    """Ids from the content, where the tool gives none: the same row gets the same id again.

    Equal answers of the same moment are one submission sent twice; without a time nobody can
    tell, so that each of them counts. The id rests on the minute: exports leave out seconds.
    """
    seen: dict[str, list[dt.datetime | None]] = defaultdict(list)
    for values, moment in zip(rows, sent, strict=True):
        if values["submission_id"]:
            continue
        said = sorted((key, str(values.get(key))) for key in answers)
        when = moment.at.isoformat(timespec="minutes") if moment.at else str(moment.day)
        name = hashlib.sha256(repr((when, said)).encode()).hexdigest()[:24]
        exact = moment.at if moment.has_seconds else None
        before = seen[name]
        if moment.at is None or exact not in before:
            before.append(exact)
        number = len(before) if moment.at is None else before.index(exact) + 1
        values["submission_id"] = MADE_ID + name + ("" if number == 1 else f"-{number}")


def _id(text: str) -> str:
    return _whole(clean_text(text).removeprefix("uuid:"))


def _whole(text: str) -> str:
    """A number as the tool gave it, where pandas made a decimal one of it: "101.0" → "101"."""
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text
