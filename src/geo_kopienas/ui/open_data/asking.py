"""What an address of the open data asks for; what it does not know is refused by its name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_kopienas.domain.schema.codes import LANGUAGES, Level
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.exports.tables import Scope
from geo_kopienas.texts import texts_for
from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.frame.address import (
    EARLIEST_DATE,
    Parameter,
    Refusal,
    among,
    day_parameter,
    place_parameter,
    read_parameters,
)
from geo_kopienas.ui.frame.loaders import Workspace
from geo_kopienas.ui.frame.page import nearest_places

#: So many names are refused one by one; an address may hold thousands.
MAX_NAMED = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """The day and the places of a file."""

    as_of: date
    scope: Scope


def parameters(workspace: Workspace, latest: date) -> tuple[Parameter, ...]:
    """The parameters of every file of data; the page of downloads has the same."""
    return (
        Parameter("limenis", "level", among(Level)),
        day_parameter("as_of", latest),
        place_parameter("place_id", workspace.data.places["place_id"]),
    )


def read_query(
    query: Sequence[tuple[str, str]], workspace: Workspace, latest: date
) -> tuple[Asked, list[Problem]]:
    """Read the part of an address after the question mark.

    Args:
        query: Names and values in their order.
        workspace: The data.
        latest: The latest day, which is also the default.

    Returns:
        What is asked for, and every fault; where there is one, nothing should be answered.
    """
    known = parameters(workspace, latest)
    values, refusals = read_parameters(dict(query), known)
    problems = name_problems(query, [parameter.name for parameter in known])
    problems += [_value_problem(refusal, workspace, latest) for refusal in refusals]
    asked = Asked(values.get("as_of", latest), Scope(values.get("level"), values.get("place_id")))
    return asked, problems


def read_feed_query(
    query: Sequence[tuple[str, str]], workspace: Workspace
) -> tuple[str | None, str, list[Problem]]:
    """The place and the language that a feed is asked for, and every fault."""
    known = (
        place_parameter("place_id", workspace.data.places["place_id"]),
        Parameter("valoda", "language", among(LANGUAGES)),
    )
    values, refusals = read_parameters(dict(query), known)
    problems = name_problems(query, [parameter.name for parameter in known])
    problems += [_value_problem(refusal, workspace, EARLIEST_DATE) for refusal in refusals]
    return values.get("place_id"), values.get("language", LANGUAGES[0]), problems


def name_problems(query: Sequence[tuple[str, str]], names: Sequence[str]) -> list[Problem]:
    """Parameters that are unknown or come twice."""
    counts = Counter(name for name, _ in query)
    details = {"permitted": ", ".join(names)} if names else {}
    problems = [
        Problem("parameter_unknown", value=name, details=details)
        for name in counts
        if name not in names
    ]
    problems += [
        Problem("parameter_repeated", value=name)
        for name, count in counts.items()
        if name in names and count > 1
    ]
    return problems[:MAX_NAMED]


def _value_problem(refusal: Refusal, workspace: Workspace, latest: date) -> Problem:
    name, value = refusal.name, refusal.value
    if name in {"limenis", "valoda"}:
        details = {"permitted": ", ".join(Level if name == "limenis" else LANGUAGES)}
        return Problem("unknown_code", column=name, value=value, details=details)
    if name == "datums":
        details = {"first": EARLIEST_DATE.isoformat(), "last": latest.isoformat()}
        return Problem("parameter_day", column=name, value=value, details=details)
    nearest = nearest_places(value, workspace, texts_for(LANGUAGES[0]))
    details = {"nearest": "; ".join(nearest)} if nearest else {}
    return Problem("parameter_place", column=name, value=value, details=details)


def faults_in_languages(problems: Sequence[Problem]) -> dict[str, list[dict[str, Any]]]:
    """The faults as JSON has them: sentence and remedy in both languages."""
    faults = []
    for problem in problems:
        words = {language: describe(problem, texts_for(language)) for language in LANGUAGES}
        faults.append(
            {
                "code": problem.code,
                "parameter": problem.column,
                "value": problem.value,
                "message": {language: message for language, (message, _) in words.items()},
                "remedy": {language: remedy for language, (_, remedy) in words.items()},
            }
        )
    return {"faults": faults}
