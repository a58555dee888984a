"""A round of self-assessment in words: what the page and the printed road map show."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.assessment.answers import Assessment, answered_people
from geo_kopienas.domain.assessment.comparison import Change, Refusal, changes, comparison_refusal
from geo_kopienas.domain.assessment.methodology import Methodology
from geo_kopienas.domain.assessment.profile import (
    CriterionResult,
    criterion_results,
    disputed,
    strong,
    weakest,
)
from geo_kopienas.domain.assessment.road_map import PlannedStep, road_map
from geo_kopienas.texts import Texts
from geo_kopienas.texts.places import community_names, place_names

UNKNOWN = "–"


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """A round in words.

    Attributes:
        name: The community or place.
        title: Title of the road map.
        subtitle: Community, day and number of people.
        notices: What the reader must know first.
        sentences: The profile in words.
        results: The result of each criterion, for the figure.
        earlier: That of the earlier round; None where nothing is compared.
        earlier_day: Its day in words; empty where nothing is compared.
        comparison: What changed, in words; or why nothing is compared.
        rows: The table: a row a criterion.
        weakest: The weakest criteria with the description of their level and the next.
        steps: The road map.
        instrument_ids: Instruments that help in it, each once.
    """

    name: str
    title: str
    subtitle: str
    notices: list[str]
    sentences: list[str]
    results: Mapping[str, CriterionResult]
    earlier: Mapping[str, CriterionResult] | None
    earlier_day: str
    comparison: list[str]
    rows: list[dict[str, Any]]
    weakest: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    instrument_ids: tuple[str, ...]


def community_title(
    assessment: Assessment, places: pd.DataFrame, communities: pd.DataFrame, texts: Texts
) -> str:
    """The name of the community, else of the place, else a word for one that has no name."""
    if assessment.community_id is not None:
        return community_names(communities, texts)[assessment.community_id]
    if assessment.community_name:
        return assessment.community_name
    if assessment.place_id is not None:
        return place_names(places, texts)[assessment.place_id]
    return texts["assessment.result.untitled"]


def subtitle(assessment: Assessment, name: str, texts: Texts) -> str:
    """Community, day and number of people."""
    return texts.say(
        "assessment.result.subtitle",
        name=name,
        day=texts.date(assessment.date),
        people=texts.count("assessment.people", answered_people(assessment.people)),
    )


def assessment_view(
    assessment: Assessment,
    earlier: tuple[Assessment, str] | None,
    methodology: Methodology,
    name: str,
    texts: Texts,
) -> AssessmentView:
    """Say a round in words.

    Args:
        assessment: The round.
        earlier: An earlier round and the name of its community, to compare with.
        methodology: The method that was answered, and the instruments.
        name: Name of the community (`community_title`).
        texts: Words of the language.
    """
    method = methodology.method
    results = criterion_results(assessment.people, method.criteria)
    refusal = None if earlier is None else comparison_refusal(assessment, earlier[0])
    former = None
    if earlier is not None and refusal is None:
        former = criterion_results(earlier[0].people, method.criteria)
    compared = None if former is None else changes(results, former)
    planned = road_map(method, results)
    words = _Words({key: criterion.name for key, criterion in method.criteria.items()}, texts)
    return AssessmentView(
        name=name,
        title=texts.say("assessment.result.title", name=name),
        subtitle=subtitle(assessment, name, texts),
        notices=_notices(results, texts),
        sentences=words.profile(results, answered_people(assessment.people)),
        results=results,
        earlier=former,
        earlier_day="" if former is None or earlier is None else texts.date(earlier[0].date),
        comparison=[]
        if earlier is None
        else _comparison(assessment, earlier, refusal, compared, words),
        rows=words.rows(results, compared),
        weakest=_weakest(results, methodology, texts),
        steps=_steps(planned, assessment.date, methodology, words),
        instrument_ids=tuple(
            dict.fromkeys(key for planned_step in planned for key in planned_step.step.instruments)
        ),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Names of the criteria and the words around them."""

    names: Mapping[str, Mapping[str, str]]
    texts: Texts

    def name(self, criterion_id: str) -> str:
        return self.names[criterion_id][self.texts.language]

    def level(self, value: float | None) -> str:
        if value is None:
            return UNKNOWN
        return self.texts.number(value, 0 if value == int(value) else 2 if value * 2 % 1 else 1)

    def change(self, value: float | None) -> str:
        if value is None:
            return UNKNOWN
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{self.level(abs(value))}"

    def listed(self, key: str, names: Sequence[str]) -> str:
        return self.texts.count(key, len(names), names=", ".join(names))

    def profile(self, results: Mapping[str, CriterionResult], people: int) -> list[str]:
        texts = self.texts

        def with_median(ids: list[str]) -> list[str]:
            return [
                texts.say(
                    "assessment.result.name_median",
                    name=self.name(criterion_id),
                    median=self.level(results[criterion_id].median),
                )
                for criterion_id in ids
            ]

        best, worst, differing = strong(results), weakest(results), disputed(results)
        sentences = [
            self.listed("assessment.result.strong", with_median(best))
            if best
            else texts["assessment.result.no_strong"],
            self.listed("assessment.result.weak", with_median(worst))
            if worst
            else texts["assessment.result.no_weak"],
        ]
        if people == 1:
            return [*sentences, texts["assessment.result.single"]]
        if not differing:
            return [*sentences, texts["assessment.result.agreed"]]
        ranges = [
            texts.say(
                "assessment.result.name_range",
                name=self.name(criterion_id),
                low=results[criterion_id].levels[0],
                high=results[criterion_id].levels[-1],
            )
            for criterion_id in differing
        ]
        return [*sentences, self.listed("assessment.result.disputed", ranges)]

    def rows(
        self, results: Mapping[str, CriterionResult], compared: list[Change] | None
    ) -> list[dict[str, Any]]:
        by_id = {change.criterion_id: change for change in compared or ()}
        rows = []
        for number, (criterion_id, result) in enumerate(results.items(), start=1):
            change = by_id.get(criterion_id)
            half = result.middle_half
            rows.append(
                {
                    "id": criterion_id,
                    "number": number,
                    "name": self.name(criterion_id),
                    "median": self.level(result.median),
                    "range": _range(*map(str, result.levels)),
                    "half": UNKNOWN if half is None else _range(*map(self.level, half)),
                    "unknown": self.texts.number(result.unknown_count),
                    "is_disputed": result.is_disputed,
                    "disputed": UNKNOWN
                    if not result.levels
                    else self.texts[f"assessment.result.{'yes' if result.is_disputed else 'no'}"],
                    "earlier": "" if change is None else self.level(change.earlier),
                    "change": "" if change is None else self.change(change.difference),
                }
            )
        return rows


def _range(*ends: str) -> str:
    """The lowest and the highest of ordered values; one alone where they are equal."""
    if not ends:
        return UNKNOWN
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]}–{ends[-1]}"


def _notices(results: Mapping[str, CriterionResult], texts: Texts) -> list[str]:
    unknown = sum(result.median is None for result in results.values())
    return [texts.count("assessment.result.incomplete", unknown)] if unknown else []


def _weakest(
    results: Mapping[str, CriterionResult], methodology: Methodology, texts: Texts
) -> list[dict[str, Any]]:
    described = []
    for criterion_id in weakest(results):
        criterion = methodology.method.criteria[criterion_id]
        level = results[criterion_id].start_level or 1
        described.append(
            {
                "id": criterion_id,
                "name": criterion.name[texts.language],
                "level": level,
                "now": criterion.levels[level - 1][texts.language],
                "next": criterion.levels[level][texts.language],
                "now_label": texts.say("assessment.result.level_now", level=level),
                "next_label": texts.say("assessment.result.level_next", level=level + 1),
            }
        )
    return described


def _steps(
    planned: list[PlannedStep], day: dt.date, methodology: Methodology, words: _Words
) -> list[dict[str, Any]]:
    texts = words.texts
    language = texts.language
    numbers = {item.step.step_id: number for number, item in enumerate(planned, start=1)}
    described = []
    for planned_step in planned:
        step = planned_step.step
        reasons = []
        if not planned_step.is_goal:
            names = ", ".join(words.name(criterion) for criterion in planned_step.needed_for)
            reasons.append(texts.say("assessment.road_map.before", names=names))
        if not planned_step.is_level_known:
            reasons.append(texts["assessment.road_map.maybe_done"])
        if planned_step.after:
            earlier = sorted(numbers[step_id] for step_id in planned_step.after)
            listed = texts.listed(
                [texts.say("assessment.road_map.after_number", number=step) for step in earlier]
            )
            reasons.append(texts.count("assessment.road_map.after", len(earlier), numbers=listed))
        described.append(
            {
                "id": step.step_id,
                "number": numbers[step.step_id],
                "criterion_id": step.criterion_id,
                "lifts": texts.say(
                    "assessment.road_map.lifts",
                    name=words.name(step.criterion_id),
                    level=step.from_level,
                    next=step.from_level + 1,
                ),
                "is_goal": planned_step.is_goal,
                "what": step.what[language],
                "who": step.who[language],
                "when": _months(day, planned_step, texts),
                "weeks": texts.count("assessment.road_map.weeks", step.weeks),
                "reasons": reasons,
                "instruments": [
                    {"id": item, "name": methodology.instruments[item].name[language]}
                    for item in step.instruments
                ],
            }
        )
    return described


def _months(day: dt.date, planned: PlannedStep, texts: Texts) -> str:
    """The months from start to end: weeks are estimates, so days would say too much."""
    start, end = (day + dt.timedelta(weeks=week) for week in (planned.start_week, planned.end_week))
    first, last = (texts.date(end_day.strftime("%Y-%m")) for end_day in (start, end))
    if first == last:
        return first
    if start.year != end.year:
        return texts.say("assessment.road_map.months", first=first, last=last)
    return texts.say(
        "assessment.road_map.months_of_year",
        year=start.year,
        first=texts.month(start),
        last=texts.month(end),
    )


def _comparison(
    assessment: Assessment,
    earlier: tuple[Assessment, str],
    refusal: Refusal | None,
    compared: list[Change] | None,
    words: _Words,
) -> list[str]:
    texts = words.texts
    described = subtitle(*earlier, texts)
    if refusal is Refusal.OTHER_METHOD:
        return [texts["assessment.comparison.other_method"]]
    if refusal is not None:
        return [texts.say(f"assessment.comparison.{refusal}", subtitle=described)]
    sentences = [texts.say("assessment.comparison.with", subtitle=described)]
    moved = [change for change in compared or () if change.difference]
    for direction, is_up in (("up", True), ("down", False)):
        names = [
            texts.say(
                "assessment.comparison.name_change",
                name=words.name(change.criterion_id),
                change=words.change(change.difference),
            )
            for change in moved
            if ((change.difference or 0) > 0) == is_up
        ]
        if names:
            sentences.append(words.listed(f"assessment.comparison.{direction}", names))
    if not moved:
        sentences.append(texts["assessment.comparison.same"])
    if earlier[0].method_version != assessment.method_version:
        sentences.append(
            texts.say(
                "assessment.comparison.version",
                earlier=earlier[0].method_version,
                now=assessment.method_version,
            )
        )
    return [*sentences, texts["assessment.comparison.people"]]
