"""Raw figures of one question: who answered what, counted. Never shown as they are.

Everything here is exact and may tell what a single person answered. `disclosure` is the only
module that reads it, and import-linter keeps screens, charts, maps, reports and commands away
from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from geo_kopienas.domain.places.hierarchy import counting_places, of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import (
    Codebook,
    Question,
    QuestionType,
    SurveyIndicator,
    SurveyMeasure,
)

#: All answers from outside the municipality, as one group.
REST_ID = "rest-of-latvia"

#: Answers that count: everything else is a don't-know or was left out.
VALID = "n"
_ANY = "any"

#: Lower limits of the classes of a number; the last has no end.
NUMBER_LIMITS = (0, 5, 10, 20, 50, 100)
#: Years are shown in steps of five; what is earlier or later is one class. The limits are fixed:
#: a last class that ended with the last answer would tell that somebody gave it.
FIRST_YEAR, LAST_YEAR = 1990, 2025
YEAR_STEP = 5

#: Steps of a scale below and above its middle, as many as its ends take.
LOW_END, HIGH_END = "low_end", "high_end"
MEAN, MEDIAN = "mean", "median"

Z_95 = 1.959963984540054  # two-sided 95 %


@dataclass(frozen=True, slots=True)
class Cell:
    """One bar of a question's chart: an answer, or a class of numbers from `low` to `high`."""

    code: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that are shown together: those of a place, or of the rest of Latvia.

    Attributes:
        group_id: A place of the register, or `REST_ID`.
        level: Its level; None for the rest of Latvia.
        rows: Index of the answers in their frame.
    """

    group_id: str
    level: Level | None
    rows: frozenset[int]


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose one of `codes`: a sum of cells that is shown by a name of its own."""

    name: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Linked:
    """What holds for every answer and so for every sum of answers: `weights` · counts ≤ 0.

    `is_equal` says that the sum is exactly 0.
    """

    weights: Mapping[str, float]
    is_equal: bool = False


@dataclass(frozen=True)
class Counted:
    """The answers to a question in columns that can be summed.

    Attributes:
        marks: A row an answer, 0 or 1 in each column: `VALID`, the cells, and sums that are no
            sum of cells (several answers by one person).
        cells: What the chart shows.
        counts: Further sums that are shown: ends of a scale, indicators, who was asked more.
        links: What anybody knows of the columns.
        steps: Step of each cell of a scale, for the mean; empty for other questions.
        numbers: The answers as numbers, for the median; empty for other questions.
    """

    marks: pd.DataFrame
    cells: tuple[Cell, ...]
    counts: tuple[Count, ...]
    links: tuple[Linked, ...]
    steps: Mapping[str, int] = field(default_factory=dict)
    numbers: pd.Series[float] = field(default_factory=lambda: pd.Series(dtype="float64"))


def wilson_interval(count: float, n: int) -> tuple[float, float]:
    """95 % interval of a share, in 0 to 1.

    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    *Journal of the American Statistical Association*, 22(158), 209-212.
    """
    share, weight = count / n, Z_95**2 / n
    middle = share + weight / 2
    reach = Z_95 * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    low, high = (middle - reach) / (1 + weight), (middle + reach) / (1 + weight)
    return max(low, 0.0), min(high, 1.0)


def answer_groups(responses: pd.DataFrame, places: pd.DataFrame) -> list[Group]:
    """The groups that answers are counted in: every place of the register, and the rest of Latvia.

    An answer from a settlement counts for its unit, its apkaime and the municipality too, not for
    a settlement that it lies in: groups of one level that overlap would tell by their difference
    what disclosure control hides. Answers that name no place are in no group.
    """
    # Who answers for the municipality as a whole may have named it as one of Latvia's.
    whole = responses["municipality_id"].where(
        responses["municipality_id"].isin(places["place_id"])
    )
    named = responses["place_id"].fillna(whole)
    located = pd.DataFrame({"row": responses.index, "place_id": named.to_numpy()})
    counting = counting_places(places)
    settlements = of_level(places, Level.SETTLEMENT)["place_id"]
    is_own = counting["place_id"] == counting["counts_for_id"]
    counting = counting.loc[is_own | ~counting["counts_for_id"].isin(settlements)]
    pairs = located.dropna().merge(counting, on="place_id")
    rows_of = pairs.groupby("counts_for_id")["row"].agg(frozenset).to_dict()
    groups = [
        Group(place_id, Level(level), rows_of.get(place_id, frozenset()))
        for place_id, level in zip(places["place_id"], places["level"], strict=True)
    ]
    outside = named.isna() & responses["municipality_id"].notna()
    return [*groups, Group(REST_ID, None, frozenset(responses.index[outside]))]


def count_answers(
    responses: pd.DataFrame, question: Question, codebook: Codebook
) -> Counted | None:
    """Turn the answers to a question into columns that can be summed.

    Args:
        responses: Stored answers, as `read_responses` gives them.
        question: The question.
        codebook: Its codebook, for the indicators and conditions that rest on it.

    Returns:
        None for free text and for the place, which are not counted this way.
    """
    if question.question_id not in responses.columns:
        return None
    column = responses[question.question_id]
    if question.type is QuestionType.MANY:
        return _count_many(column, question, codebook)
    if question.type in {QuestionType.ONE, QuestionType.SCALE}:
        return _count_one(column, question, codebook)
    if question.type in {QuestionType.NUMBER, QuestionType.YEAR}:
        return _count_numbers(column, question)
    return None


def asked_rows(responses: pd.DataFrame, question: Question) -> frozenset[int]:
    """Answers to whom the question was put."""
    asked = pd.Series(data=True, index=responses.index)
    for condition in question.conditions:
        codes = frozenset(condition.answers)
        asked &= _has_any(responses[condition.question_id], codes)
    return frozenset(responses.index[asked])


def asked_count(codes: Iterable[str]) -> str:
    """Name of the count of those who were asked more because of one of these answers."""
    return f"asked:{','.join(codes)}"


def indicator_count(indicator_id: str) -> str:
    """Name of the count that an indicator's share rests on."""
    return f"indicator:{indicator_id}"


def _has_any(column: pd.Series[Any], codes: frozenset[str]) -> pd.Series[bool]:
    def chosen(value: object) -> bool:
        given = value if isinstance(value, tuple) else (value,)
        return any(isinstance(code, str) and code in codes for code in given)

    return column.map(chosen).astype(bool)


def _valid_codes(question: Question) -> tuple[str, ...]:
    return tuple(answer.code for answer in question.answers if not answer.is_missing)


def _shares(question: Question, codebook: Codebook) -> list[SurveyIndicator]:
    return [
        indicator
        for indicator in codebook.indicators
        if indicator.question_id == question.question_id
        and indicator.measure is SurveyMeasure.SHARE
    ]


def _count_one(column: pd.Series[Any], question: Question, codebook: Codebook) -> Counted:
    codes = _valid_codes(question)
    marks = pd.DataFrame({code: (column == code).fillna(value=False) for code in codes})
    marks = marks.astype("int64")
    marks.insert(0, VALID, marks.sum(axis="columns"))
    counts = [
        Count(indicator_count(indicator.indicator_id), _ones(indicator.answers, codes))
        for indicator in _shares(question, codebook)
    ]
    counts += [
        Count(asked_count(answers), _ones(answers, codes))
        for answers in _followed(question, codebook)
    ]
    values = {answer.code: answer.value for answer in question.answers if answer.value is not None}
    if question.type is QuestionType.SCALE:
        steps = sorted(values, key=lambda code: values[code])
        reach = len(steps) // 2
        counts += [
            Count(LOW_END, _ones(steps[:reach], codes)),
            Count(HIGH_END, _ones(steps[-reach:], codes)),
        ]
    whole = Linked({**_ones(codes, codes), VALID: -1.0}, is_equal=True)
    return Counted(marks, tuple(Cell(code) for code in codes), tuple(counts), (whole,), values)


def _followed(question: Question, codebook: Codebook) -> list[tuple[str, ...]]:
    """The answers that lead to further questions."""
    return sorted(
        {
            condition.answers
            for further in codebook.questions
            for condition in further.conditions
            if condition.question_id == question.question_id
        }
    )


def _ones(chosen: Iterable[str], codes: Iterable[str]) -> dict[str, float]:
    wanted = frozenset(chosen)
    return {code: 1.0 for code in codes if code in wanted}


def _count_many(column: pd.Series[Any], question: Question, codebook: Codebook) -> Counted:
    codes = _valid_codes(question)
    exclusive = [
        answer.code for answer in question.answers if answer.is_exclusive and answer.code in codes
    ]
    others = [code for code in codes if code not in exclusive]
    columns: dict[str, pd.Series[bool]] = {
        VALID: _has_any(column, frozenset(codes)),
        **{code: _has_any(column, frozenset({code})) for code in codes},
        _ANY: _has_any(column, frozenset(others)),
    }
    # Somebody who chose one of the others chose none of the exclusive answers.
    links = [Linked({_ANY: 1.0, **_ones(exclusive, codes), VALID: -1.0}, is_equal=True)]
    links += _any_links(_ANY, others)
    if question.maximum is not None:
        links.append(Linked({**_ones(others, codes), _ANY: -float(question.maximum)}))
    chosen = {
        indicator_count(indicator.indicator_id): indicator.answers
        for indicator in _shares(question, codebook)
    } | {asked_count(answers): answers for answers in _followed(question, codebook)}
    counts = []
    for name, answers in chosen.items():
        if set(answers) == set(others):
            counts.append(Count(name, {_ANY: 1.0}))
            continue
        columns[name] = _has_any(column, frozenset(answers))
        counts.append(Count(name, {name: 1.0}))
        links += [*_any_links(name, answers), Linked({name: 1.0, VALID: -1.0})]
        if set(answers) < set(others):
            without = [code for code in others if code not in answers]
            links.append(Linked({name: 1.0, _ANY: -1.0}))
            links.append(Linked({_ANY: 1.0, name: -1.0, **dict.fromkeys(without, -1.0)}))
    marks = pd.DataFrame(columns).astype("int64")
    return Counted(marks, tuple(Cell(code) for code in codes), tuple(counts), tuple(links))


def _any_links(name: str, codes: Iterable[str]) -> list[Linked]:
    """At least one of several answers: no fewer than each, no more than all together."""
    wanted = tuple(codes)
    return [
        *(Linked({code: 1.0, name: -1.0}) for code in wanted),
        Linked({name: 1.0, **dict.fromkeys(wanted, -1.0)}),
    ]


def _count_numbers(column: pd.Series[Any], question: Question) -> Counted:
    numbers = column.astype("Float64")
    cells = _year_cells() if question.type is QuestionType.YEAR else _number_cells()

    def within(cell: Cell) -> pd.Series[bool]:
        low = numbers >= (-math.inf if cell.low is None else cell.low)
        high = numbers <= (math.inf if cell.high is None else cell.high)
        return (low & high).fillna(value=False)

    marks = pd.DataFrame({cell.code: within(cell) for cell in cells}).astype("int64")
    marks.insert(0, VALID, marks.sum(axis="columns"))
    codes = [cell.code for cell in cells]
    whole = Linked({**_ones(codes, codes), VALID: -1.0}, is_equal=True)
    return Counted(marks, cells, (), (whole,), numbers=numbers.astype("float64"))


def _number_cells() -> tuple[Cell, ...]:
    ends: list[int | None] = [*(limit - 1 for limit in NUMBER_LIMITS[1:]), None]
    return tuple(
        Cell(f"from_{low}", low, high) for low, high in zip(NUMBER_LIMITS, ends, strict=True)
    )


def _year_cells() -> tuple[Cell, ...]:
    return (
        Cell(f"to_{FIRST_YEAR - 1}", None, FIRST_YEAR - 1),
        *(
            Cell(f"from_{start}", start, start + YEAR_STEP - 1)
            for start in range(FIRST_YEAR, LAST_YEAR, YEAR_STEP)
        ),
        Cell(f"from_{LAST_YEAR}", LAST_YEAR, None),
    )
