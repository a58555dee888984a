"""The publications of a round as data: what each showed, and which of them is shown now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geo_kopienas.domain.survey.codebook.model import Codebook, Question
from geo_kopienas.domain.survey.figures.counts import REST_ID, Cell
from geo_kopienas.domain.survey.figures.shown import (
    DisclosedRound,
    GroupFigures,
    QuestionFigures,
    Share,
)

PUBLICATIONS_FOLDER = "survey/publications"


@dataclass(frozen=True, slots=True)
class Publication:
    """A state of a round that an editor published.

    Attributes:
        number: The first is 1.
        date: The day, YYYY-MM-DD.
        figures: What it shows.
        is_shown: Whether it is what the public sees now; none is where it was taken back.
    """

    number: int
    date: str
    figures: DisclosedRound
    is_shown: bool


def publications_file(round_id: str) -> str:
    """Name of the file of what a round's publications showed."""
    return f"{PUBLICATIONS_FOLDER}/{round_id}.json"


def published_answers_file(round_id: str, number: int) -> str:
    """Name of the file of the answers that a publication rests on; nobody but editors may see it.

    No id of a round has an upper-case letter, so no other round can have the same name.
    """
    return f"{PUBLICATIONS_FOLDER}/{round_id}.P{number}.csv"


def publications_as_data(publications: Iterable[Publication]) -> list[dict[str, Any]]:
    """Publications as they are stored."""
    return [
        {
            "number": publication.number,
            "date": publication.date,
            "is_shown": publication.is_shown,
            "answer_counts": dict(publication.figures.answer_counts),
            "questions": {
                question_id: _question_as_data(figures)
                for question_id, figures in publication.figures.questions.items()
            },
        }
        for publication in publications
    ]


def _question_as_data(figures: QuestionFigures) -> dict[str, Any]:
    return {
        "cells": [[cell.code, cell.low, cell.high] for cell in figures.cells],
        "groups": {
            group_id: {
                "n": group.n,
                "asked": group.asked,
                "shares": {
                    name: None if share is None else [share.percent, share.low, share.high]
                    for name, share in group.shares.items()
                },
                "mean": group.mean,
                "median": group.median,
            }
            for group_id, group in figures.groups.items()
            if group.n is not None
        },
    }


def publications_from(
    stored: Iterable[Mapping[str, Any]], codebook: Codebook, place_ids: Iterable[str]
) -> list[Publication]:
    """Read stored publications.

    Args:
        stored: As `publications_as_data` makes them.
        codebook: The codebook; questions and answers that it no longer has are left out.
        place_ids: The register; a place that is newer than a publication has no figures in it.

    Raises:
        KeyError, TypeError, ValueError: Something is not as it is stored.
    """
    group_ids = (*place_ids, REST_ID)
    return [
        Publication(
            int(publication["number"]),
            str(publication["date"]),
            DisclosedRound(
                dict.fromkeys(group_ids, 0)
                | {
                    group_id: None if count is None else int(count)
                    for group_id, count in publication["answer_counts"].items()
                },
                {
                    question_id: _question_from(question_id, figures, group_ids)
                    for question_id, figures in publication["questions"].items()
                    if _is_known(codebook.by_id.get(question_id), figures["cells"])
                },
            ),
            publication["is_shown"] is True,
        )
        for publication in stored
    ]


def _is_known(question: Question | None, cells: Iterable[tuple[str, Any, Any]]) -> bool:
    if question is None:
        return False
    codes = {answer.code for answer in question.answers}
    return not codes or all(code in codes for code, _, _ in cells)


def _question_from(
    question_id: str, stored: Mapping[str, Any], group_ids: Iterable[str]
) -> QuestionFigures:
    groups = {group_id: GroupFigures(group_id) for group_id in group_ids}
    for group_id, group in stored["groups"].items():
        groups[group_id] = GroupFigures(
            group_id,
            int(group["n"]),
            None if group["asked"] is None else int(group["asked"]),
            {
                name: None if share is None else Share(*map(int, share))
                for name, share in group["shares"].items()
            },
            group["mean"],
            group["median"],
        )
    return QuestionFigures(question_id, tuple(Cell(*cell) for cell in stored["cells"]), groups)
