"""The road map for the community's wall, and the blank sheets for a meeting, as PDF."""

import datetime as dt
from typing import Any

from geo_kopienas.charts.assessment import profile_picture
from geo_kopienas.domain.assessment.answers import LEVELS
from geo_kopienas.domain.assessment.methodology import Method
from geo_kopienas.reports.assessment_view import AssessmentView
from geo_kopienas.reports.typesetting import typeset
from geo_kopienas.texts import Texts

TALLY_SHEETS = 15  # columns that one page is wide enough for


def road_map_pdf(view: AssessmentView, method: Method, day: dt.date, texts: Texts) -> bytes:
    """Typeset the road map of a round on one or two A4 pages."""
    medians = [result.median for result in view.results.values()]
    earlier = None if view.earlier is None else [result.median for result in view.earlier.values()]
    columns = ("number", "what", "who", "when", "instrument", "done")
    data = {
        **_frame(view.title, method, texts.date(day), texts),
        "subtitle": view.subtitle,
        "about": method.about[texts.language],
        "notices": view.notices,
        "sentences": [*view.sentences, *view.comparison],
        "picture": profile_picture(medians, earlier),
        "words": {
            "profile": texts["assessment.print.profile"],
            "chart": texts["assessment.result.chart"],
            "road_map": texts["assessment.road_map.heading"],
            "how": texts["assessment.road_map.how"],
            "none": texts["assessment.road_map.none"],
        },
        "profile": {
            "head": [
                texts["assessment.result.column_criterion"],
                texts["assessment.result.column_median"],
                texts["assessment.result.column_range"],
            ],
            "rows": [
                [f"{row['number']}. {row['name']}", row["median"], row["range"]]
                for row in view.rows
            ],
        },
        "head": [texts[f"assessment.road_map.{column}"] for column in columns],
        "steps": view.steps,
    }
    return typeset("road_map.typ", data)


def blank_form_pdf(method: Method, texts: Texts) -> bytes:
    """Typeset a sheet to fill in by hand, and a summary for whoever collects the sheets."""
    language = texts.language
    data = {
        **_frame(texts["assessment.print.form_title"], method, "", texts),
        "lead": texts["assessment.print.form_lead"],
        "fields": [texts[f"assessment.print.form_{field}"] for field in ("place", "date", "sheet")],
        "unknown": texts["assessment.print.form_unknown"],
        "about": method.about[language],
        "criteria": [
            {
                "name": f"{number}. {criterion.name[language]}",
                "question": criterion.question[language],
                "levels": [
                    f"{level}. {words[language]}"
                    for level, words in zip(LEVELS, criterion.levels, strict=True)
                ],
            }
            for number, criterion in enumerate(method.criteria.values(), start=1)
        ],
        "tally": {
            "title": texts["assessment.print.tally_title"],
            "lead": texts["assessment.print.tally_lead"],
            "head": [
                texts["assessment.print.tally_criterion"],
                *map(str, range(1, TALLY_SHEETS + 1)),
            ],
        },
    }
    return typeset("assessment_form.typ", data)


def _frame(title: str, method: Method, day: str, texts: Texts) -> dict[str, Any]:
    footer = texts.say(
        "assessment.print.footer",
        product=texts["product.name"],
        method=method.name[texts.language],
        version=method.version,
        day=day,
    )
    return {
        "title": title,
        "language": texts.language,
        "page": "{page}/{pages}",
        "footer": footer.rstrip(),
    }
