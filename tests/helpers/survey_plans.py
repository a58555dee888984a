"""A survey import planned on the default data."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from data_folder import DEFAULT_DATA
from survey_files import default_data

from geo_kopienas.domain.survey.imports.settled import Likeness
from geo_kopienas.store.imports.survey import ImportSettings, SurveyFile, SurveyImport, plan_import
from geo_kopienas.store.imports.survey_decisions import Decisions
from geo_kopienas.store.tables.sheets import read_sheets
from geo_kopienas.texts.lookup import form_words

if TYPE_CHECKING:
    from pathlib import Path

ROUND = "2026-rudens"


def settings(
    folder: Path, decisions: Decisions | None = None, likeness: Likeness | None = None
) -> ImportSettings:
    today = dt.date(2026, 11, 25)
    return ImportSettings(
        folder,
        default_data(),
        form_words(),
        decisions or Decisions(),
        today,
        likeness=likeness,
    )


def plan(  # noqa: PLR0913, PLR0917 - what a test does not name is as usual
    content: bytes,
    folder: Path = DEFAULT_DATA,
    decisions: Decisions | None = None,
    date: str | None = None,
    round_id: str = ROUND,
    likeness: Likeness | None = None,
) -> SurveyImport:
    table, problems = read_sheets(content, "a.csv")
    against = settings(folder, decisions, likeness)
    return plan_import(SurveyFile("a.csv", table, problems), round_id, date, against)
