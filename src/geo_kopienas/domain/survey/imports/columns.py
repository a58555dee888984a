"""Which column of a survey file is which question, option, step of the place or mark of the tool.

Exports name columns by XML names or by labels in a language, with or without groups before them
and any sign between, several answers as one column, as one column an option, or as both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from geo_kopienas.domain.schema.cells import clean_text, column_letters, nearest_details, quoted
from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.schema.spoilt_text import meant_text
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    RESERVED_NAMES,
    Codebook,
    QuestionType,
)
from geo_kopienas.domain.survey.imports.column_kinds import LEAVE_OUT, Column, How, Part, Role
from geo_kopienas.domain.survey.imports.heading_names import (
    BARE_NAMES,
    OTHER_CODE,
    PART_NAMES,
    PARTS,
    TOOL_NAMES,
    HeadingNames,
    bare_key,
)
from geo_kopienas.domain.survey.imports.wording import split_names, wording_key


def match_columns(
    header: Sequence[str],
    codebook: Codebook,
    form_words: Mapping[str, Mapping[str, str]],
    decisions: Mapping[str, str],
) -> list[Column]:
    """Tell what each column holds.

    Args:
        header: The headings.
        codebook: The questionnaire.
        form_words: Words of the form beyond it, as `survey_form` takes them.
        decisions: Question ids, names of parts or `LEAVE_OUT`, by the keys of headings or of
            their ends that a person decided on.

    Returns:
        A column for each heading.
    """
    names = HeadingNames(codebook, form_words)
    headings = [clean_text(heading) for heading in header]
    names.groups |= _renamed_groups(headings, names)
    columns = [
        _matched(position, heading, names, decisions) for position, heading in enumerate(headings)
    ]
    best: dict[str, tuple[int, int]] = {}
    for column in columns:
        if column.role is Role.SUBMISSION:
            rank = (_part_rank(column), column.position)
            best[column.target] = min(rank, best.get(column.target, rank))
    return [
        column
        if column.role is not Role.SUBMISSION or best[column.target][1] == column.position
        else _further(column)
        for column in columns
    ]


def _further(column: Column) -> Column:
    """A part of the submission that a better column tells already; each id helps to know it."""
    if column.target in {Part.ID, Part.FURTHER_ID}:
        return replace(column, target=Part.FURTHER_ID.value)
    return Column(column.position, column.heading, Role.LEFT_OUT, how=How.TOOL)


def _renamed_groups(headings: Sequence[str], names: HeadingNames) -> set[str]:
    """What stands before several questions with an underscore between: a group of another name."""
    before: dict[str, set[str]] = defaultdict(set)
    for heading in headings:
        for prefix, separator, name in split_names(heading):
            if separator == "_" and name in names.codebook.by_id:
                before[wording_key(prefix)].add(name)
    return {prefix for prefix, questions in before.items() if len(questions) > 1}


def _part_rank(column: Column) -> int:
    known = PARTS[Part(column.target)]
    key = _last_name(column.heading)
    if column.how is How.DECISION:
        return -1
    return known.index(key) if key in known else len(known)


def _last_name(heading: str) -> str:
    """The name after the last group: "meta/instanceID" → "instanceid"."""
    return heading.rsplit("/", 1)[-1].rsplit("-", 1)[-1].rsplit(".", 1)[-1].casefold()


def _matched(
    position: int, heading: str, names: HeadingNames, decisions: Mapping[str, str]
) -> Column:
    ends = [*_ends(heading, names)]
    column = _decided(position, heading, names, decisions) or _of_questionnaire(
        position, heading, ends, names
    )
    if column:
        return column
    last, whole = _last_name(heading), heading.casefold()
    for part, known in PARTS.items():
        if whole in known or (last in known and last not in BARE_NAMES):
            return Column(position, heading, Role.SUBMISSION, part.value, how=How.TOOL)
    is_tool = heading.startswith("_") or whole.startswith(("meta/", "formhub/", "grouptime"))
    if is_tool or last in TOOL_NAMES or whole in TOOL_NAMES | RESERVED_NAMES:
        return Column(position, heading, Role.LEFT_OUT, how=How.TOOL)
    return Column(position, heading, Role.UNKNOWN)


def _ends(heading: str, names: HeadingNames) -> Iterator[str]:
    """The keys of a heading and of its ever shorter ends, behind groups and prefixes."""
    key = wording_key(heading)
    yield key
    for group in names.groups:
        if group and key.startswith(group):  # whatever stands between, a space too
            rest = key[len(group) :]
            if rest and not rest[0].isalnum():
                yield bare_key(rest)
    for prefix, separator, name in split_names(heading):
        # "my_place" is not the place.
        if separator != "_" or wording_key(prefix) in names.groups:
            yield wording_key(name)


def _decided(
    position: int, heading: str, names: HeadingNames, decisions: Mapping[str, str]
) -> Column | None:
    """What a person decided on the heading, on one of its ends, or on what stands before it."""
    keys = [wording_key(heading), *(wording_key(name) for _, _, name in split_names(heading))]
    decided = next((decisions[key] for key in keys if key in decisions), None)
    if decided == LEAVE_OUT:
        return Column(position, heading, Role.LEFT_OUT, how=How.DECISION)
    if decided in PART_NAMES:
        part = PART_NAMES[decided].value
        return Column(position, heading, Role.SUBMISSION, part, how=How.DECISION)
    if decided:
        return Column(position, heading, Role.ANSWER, decided, how=How.DECISION)
    for key in keys if decisions else ():
        for text, question in decisions.items():
            code = names.options.get(question, {}).get(bare_key(key[len(text) :]))
            if code is not None and key.startswith(text):
                return _option(position, heading, names, (question, code, How.DECISION))
    return None


def _of_questionnaire(
    position: int, heading: str, ends: Iterable[str], names: HeadingNames
) -> Column | None:
    """A question, option, step or note, looked for in ever shorter ends of the heading."""
    for key in ends:
        if key in names.notes:
            return Column(position, heading, Role.LEFT_OUT, how=How.TOOL)
        if key in names.steps:
            place = names.codebook.place_question.question_id
            return Column(position, heading, Role.STEP, place, names.steps[key], How.NAME)
        if key in names.place_id:
            return Column(position, heading, Role.ANSWER, names.place_id[key], how=How.NAME)
        question = names.question(key)
        if question:
            return Column(position, heading, Role.ANSWER, question[0], how=question[1])
        option = names.option(key)
        if option:
            return _option(position, heading, names, option)
    return None


def _option(
    position: int, heading: str, names: HeadingNames, option: tuple[str, str, How]
) -> Column | None:
    """A column of one answer; of a question with one answer only the words of "other"."""
    question, code, how = option
    if names.codebook.by_id[question].type is QuestionType.MANY:
        return Column(position, heading, Role.OPTION, question, code, how)
    if code == OTHER_CODE:
        return Column(position, heading, Role.LEFT_OUT, how=How.OTHER)
    return None


def merged_versions(
    columns: Sequence[Column], records: Sequence[tuple[int, list[str]]]
) -> tuple[list[Column], list[Problem]]:
    """Join the columns that versions of the form have of one question, and drop empty ones.

    What the others hold is moved to the first, where that is empty. Two that are filled in the
    same row are a fault; a column that is not known is none if nothing stands in it.
    """
    first: dict[tuple[Role, str, str], Column] = {}
    kept: list[Column] = []
    problems = []
    for column in columns:
        place = (column.role, column.target, column.option)
        before = first.get(place)
        here = column.position
        if column.role is Role.UNKNOWN and not any(cells[here].strip() for _, cells in records):
            kept.append(replace(column, role=Role.LEFT_OUT, how=How.EMPTY))
        elif column.role not in _ANSWERS or before is None:
            first[place] = column
            kept.append(column)
        elif any(cells[here].strip() and cells[before.position].strip() for _, cells in records):
            shown = quoted(column.heading)
            problems.append(Problem("duplicate_column", column=shown, value=shown))
            kept.append(column)
        else:
            for _, cells in records:
                if cells[here].strip():
                    cells[before.position], cells[here] = cells[here], ""
            kept.append(Column(here, column.heading, Role.LEFT_OUT, how=How.MERGED))
    return kept, problems


_ANSWERS = frozenset({Role.ANSWER, Role.OPTION, Role.STEP})


def mended_header(header: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The headings as they were meant, and the one fault if they were read in a wrong code page."""
    meant = [meant_text(heading) for heading in header]
    damaged = [number for number, text in enumerate(meant) if text is not None]
    mended = [clean_text(text or heading) for text, heading in zip(meant, header, strict=True)]
    if not damaged:
        return mended, []
    first = damaged[0]
    details = {"meant": quoted(mended[first]), "number": str(len(damaged))}
    shown = quoted(clean_text(header[first]))
    return mended, [Problem("headings_damaged", value=shown, details=details)]


def column_problems(columns: Sequence[Column], codebook: Codebook) -> Iterator[Problem]:
    """What is wrong with the columns together.

    Yields:
        Unknown columns, and no column for consent or place, without which no answer can be kept.
    """
    known = [question.question_id for question in codebook.questions]
    labels = [question.label(name) for question in codebook.questions for name in LANGUAGES]
    for column in columns:
        shown = quoted(column.heading)
        if not column.heading:
            yield Problem("column_unnamed", column=column_letters(column.position))
        elif column.role is Role.UNKNOWN:
            near = nearest_details(column.heading, known) or nearest_details(column.heading, labels)
            yield Problem("unknown_survey_column", column=shown, value=shown, details=near)
    targets = {column.target for column in columns}
    for needed in (CONSENT, codebook.place_question.question_id):
        if needed not in targets:
            yield Problem("missing_column", column=needed, value=needed)
