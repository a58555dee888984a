"""Invented answers that show how the survey's pages work.

They rest on no real answer and say nothing about real places: the same seed always makes the same
answers, drawn from round weights. Places and municipalities are real, so that maps and names are
seen at work; what is said of them is not.

`.venv/bin/python tools/demonstration_answers.py` writes the round's files anew.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import (
    CONSENT,
    RESPONDENT_CODE,
    Codebook,
    Question,
    QuestionType,
)
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.imports.publishing import plan_publication, publish
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.location import data_directory
from geo_kopienas.store.survey.responses import write_responses

SEED = 2026
HERE_COUNT = 28
REST_COUNT = 152
DEMO_VERSION = "demo"

#: Settlements that answer, with how often: a few often, most once or never, as in real surveys.
_SETTLEMENT_SKEW = 0.75
_SKIPPED = 0.04
_MISSING = 0.05
_MAX_CHOSEN = 4
_FIRST_YEAR, _LAST_YEAR = 1992, 2026
_MEDIAN_MEMBERS = 18

#: Where round weights say more than "the first answers more often than the last".
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "role": {"organiser": 5, "member": 3, "resident": 3, "council": 1, "municipality": 1},
    "community_exists": {"active": 10, "forming": 4, "past": 2, "none": 4, "dont_know": 1},
    "belonging": {"1": 1, "2": 2, "3": 4, "4": 7, "5": 6},
    "influence": {"1": 3, "2": 5, "3": 6, "4": 4, "5": 2},
    "bond": {"1": 1, "2": 1, "3": 3, "4": 8, "5": 7},
    "mutual_help": {"1": 1, "2": 3, "3": 5, "4": 7, "5": 4},
    "cooperation_rating": {"1": 1, "2": 3, "3": 6, "4": 7, "5": 3},
    "support_rating": {"1": 3, "2": 5, "3": 7, "4": 4, "5": 1},
    "contact_frequency": {"monthly": 3, "several": 7, "once": 4, "never": 5},
    "participation_level": {
        "none": 2, "inform": 5, "consult": 7, "involve": 4, "collaborate": 2, "empower": 1,
    },
    "joining": {"already": 4, "yes": 5, "maybe": 6, "no": 4},
}  # fmt: skip

_STORIES = (
    "Izdomāts piemērs: kopīga talka un soliņi pie upes.",
    "Izdomāts piemērs: kaimiņu diena ar zupas vārīšanu.",
    "Izdomāts piemērs: rotaļlaukums, ko uzbūvēja pašu rokām.",
)


def demonstration_answers(
    codebook: Codebook,
    settlement_ids: Sequence[str],
    well_covered_ids: Sequence[str],
    municipality_ids: Sequence[str],
    *,
    seed: int = SEED,
) -> list[dict[str, Any]]:
    """Invent the answers of about 180 communities.

    Args:
        codebook: The questionnaire; its conditions are kept.
        settlement_ids: Places of the municipality that half of its answers come from.
        well_covered_ids: The places of the other half: one neighbourhood of which figures may be
            shown, so that the map has more than hidden ones.
        municipality_ids: Municipalities of the rest of Latvia.
        seed: Another one makes other answers.

    Returns:
        Values by column, as `write_responses` takes them.
    """
    random = np.random.default_rng(seed)
    here = [
        *_skewed(random, settlement_ids, HERE_COUNT // 2),
        *_skewed(random, well_covered_ids, HERE_COUNT - HERE_COUNT // 2),
    ]
    elsewhere = [str(place_id) for place_id in random.choice(municipality_ids, REST_COUNT)]
    sites = [
        *({"place_id": place_id} for place_id in here),
        *({"municipality_id": place_id} for place_id in elsewhere),
    ]
    return [
        {
            "submission_id": f"demo-{number:03d}",
            "submitted_date": f"2026-10-{random.integers(1, 31):02d}",
            "form_version": DEMO_VERSION,
            **site,
            **_answer_form(random, codebook),
        }
        for number, site in enumerate(sites, start=1)
    ]


def _skewed(random: np.random.Generator, ids: Sequence[str], count: int) -> list[str]:
    weights = 1 / np.arange(1, len(ids) + 1) ** _SETTLEMENT_SKEW
    return [str(place_id) for place_id in random.choice(ids, count, p=weights / weights.sum())]


def _answer_form(random: np.random.Generator, codebook: Codebook) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for question in codebook.questions:
        if question.question_id in {CONSENT, RESPONDENT_CODE}:
            continue
        if question.type is QuestionType.PLACE or not _is_asked(question, row):
            continue
        if not question.is_required and random.random() < _SKIPPED:
            continue
        row[question.question_id] = _ANSWERS[question.type](random, question)
    return row


def _is_asked(question: Question, row: Mapping[str, Any]) -> bool:
    return all(
        row.get(condition.question_id) in condition.answers for condition in question.conditions
    )


def _one(random: np.random.Generator, question: Question) -> str:
    return str(random.choice([answer.code for answer in question.answers], p=_weights(question)))


def _many(random: np.random.Generator, question: Question) -> tuple[str, ...]:
    first = _one(random, question)
    if question.answer(first).is_exclusive:
        return (first,)
    others = [answer.code for answer in question.answers if not answer.is_exclusive]
    chosen = {first, *random.choice(others, random.integers(0, question.maximum or _MAX_CHOSEN))}
    return tuple(code for code in others if code in chosen)


def _weights(question: Question) -> Any:  # noqa: ANN401 - an array
    given = _WEIGHTS.get(question.question_id)
    valid = sum(not answer.is_missing for answer in question.answers)
    if given is None:
        falling = iter(range(2 * valid, valid, -1))
        weights = [
            0.0 if answer.is_missing else float(next(falling)) for answer in question.answers
        ]
    else:
        weights = [float(given.get(answer.code, 0.0)) for answer in question.answers]
    shares = np.array(weights) / sum(weights)
    missing = np.array([answer.is_missing for answer in question.answers])
    if missing.any() and not shares[missing].sum():
        shares = shares * (1 - _MISSING) + missing * _MISSING / missing.sum()
    return shares


def _number(random: np.random.Generator, question: Question) -> int:
    number = round(float(random.lognormal(np.log(_MEDIAN_MEMBERS), 0.7)))
    return min(max(number, question.minimum or 0), question.maximum or number)


def _year(random: np.random.Generator, question: Question) -> int:
    del question
    # Later years more often: communities that are young are still there to answer.
    reach = _LAST_YEAR - _FIRST_YEAR
    return _FIRST_YEAR + round(reach * float(random.beta(2.2, 1.1)))


def _text(random: np.random.Generator, question: Question) -> str | None:
    del question
    return str(random.choice(_STORIES)) if random.random() < 0.4 else None  # noqa: PLR2004 - weight


_ANSWERS = {
    QuestionType.ONE: _one,
    QuestionType.SCALE: _one,
    QuestionType.MANY: _many,
    QuestionType.NUMBER: _number,
    QuestionType.YEAR: _year,
    QuestionType.TEXT: _text,
}


ROUND_ID = "demo-2026"
PUBLISHED = dt.date(2026, 11, 30)
#: The neighbourhood that half of the municipality's invented answers come from.
WELL_COVERED = "apk-valdlaucu-ramavas-katlakalna"


def main() -> None:
    """Invent the answers and write the round's file."""
    directory = data_directory({})
    data, problems = load_dataset(directory)
    if data is None:
        raise SystemExit("\n".join(map(str, problems)))
    settlements = of_level(data.places, Level.SETTLEMENT)
    covered = settlements.loc[settlements["apkaime_id"] == WELL_COVERED]
    # The rest of its unit answers nothing: what is left of the unit would be too few.
    units = covered["parent_id"].dropna()
    others_here = settlements.loc[~settlements["parent_id"].isin(units)]
    whole = data.places.loc[data.places["level"] == Level.MUNICIPALITY, "place_id"]
    others = data.municipalities.loc[~data.municipalities["municipality_id"].isin(whole)]
    rows = demonstration_answers(
        data.codebook,
        list(others_here["place_id"]),
        list(covered["place_id"]),
        list(others["municipality_id"]),
    )
    write_responses(directory, ROUND_ID, rows, data.codebook)
    # Nobody is behind them whom earlier publications could give away.
    for file in (directory / PUBLICATIONS_FOLDER).glob(f"{ROUND_ID}.*"):
        file.unlink()
    publish(data, plan_publication(data, ROUND_ID), PUBLISHED, DirectoryLedger(data.directory))


if __name__ == "__main__":
    main()
