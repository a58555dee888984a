"""Exports of LimeSurvey, Microsoft Forms and Google Forms, and what a mapping decides on them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from survey_files import FIRST, default_data
from survey_plans import plan

from geo_kopienas.store.imports.survey import SurveyImport
from geo_kopienas.store.imports.survey_decisions import Decisions, read_decisions
from geo_kopienas.store.tables.sheets import read_sheets


def table(cells: dict[str, str], *, separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([list(cells), list(cells.values())])
    return text.getvalue().encode()


def only_row(planned: SurveyImport) -> dict[str, Any]:
    assert [(problem.code, problem.column, problem.value) for problem in planned.problems] == []
    (row,) = planned.decoded.rows
    return row


LIMESURVEY = {
    "id": "7", "submitdate": "2026-10-03 07:00:21", "lastpage": "6", "startlanguage": "lv",
    "seed": "1714", "startdate": "2026-10-03 06:50:00", "datestamp": "2026-10-03 07:00:21",
    "ipaddr": "10.0.0.1", "refurl": "", "consent": "yes", "place": "Krogsils",
    "communityexists": "active", "formedyear": "2013.0000000000", "formedhow[neighbours]": "Y",
    "formedhow[event]": "", "formedhow[other]": "Radio klausītāji", "legalform": "-oth-",
    "legalform[other]": "Draudze", "belonging": "5", "interviewtime": "310.2",
    "groupTime12": "20.1",
}  # fmt: skip


def test_limesurvey_by_codes_with_other_in_words() -> None:
    planned = plan(table(LIMESURVEY))
    row = only_row(planned)
    assert (row["submission_id"], row["submitted_date"]) == ("7", "2026-10-03")
    assert (row["place_id"], row["formed_year"], row["belonging"]) == ("krogsils", 2013, "5")
    assert row["formed_how"] == ("neighbours", "other")
    assert row["legal_form"] == "other"
    said = [(warning.code, warning.column, warning.value) for warning in planned.decoded.warnings]
    assert said == [
        ("other_words_left_out", "formedhow[other]", "1"),
        ("other_words_left_out", "legalform[other]", "1"),
    ]
    assert "Draudze" not in str(planned.decoded.rows)


@pytest.mark.parametrize(("yes", "no"), [("Jā", "Nē"), ("Yes", "No"), ("Y", "N"), ("1", "0")])
def test_limesurvey_by_labels(yes: str, no: str) -> None:
    book = default_data().codebook
    how = book.by_id["formed_how"].label("lv")
    chosen = {name: book.by_id[name].answer(code).label("lv")
              for name, code in (("consent", "yes"), ("community_exists", "active"))}  # fmt: skip
    cells = {
        "Atbildes ID": "8",
        "Iesniegšanas datums": "2026-10-03 07:00",
        book.place_question.label("lv"): "Krogsils",
        **{book.by_id[name].label("lv"): text for name, text in chosen.items()},
        f"{how} [{book.by_id['formed_how'].answer('neighbours').label('lv')}]": yes,
        f"{how} [Cits]": no,
    }
    row = only_row(plan(table(cells)))
    assert (row["submission_id"], row["formed_how"]) == ("8", ("neighbours",))


@pytest.mark.parametrize(
    ("id_", "start", "end", "email", "name"),
    [
        ("ID", "Start time", "Completion time", "Email", "Name"),
        ("ID", "Sākuma laiks", "Pabeigšanas laiks", "E-pasts", "Vārds"),
    ],
)
def test_microsoft_forms(id_: str, start: str, end: str, email: str, name: str) -> None:
    book = default_data().codebook
    how = book.by_id["formed_how"]
    words = "".join(how.answer(code).label("lv") + ";" for code in FIRST["formed_how"])
    planned = plan(
        table(
            {
                id_: "12", start: "2026-10-03 06:50:00", end: "2026-10-03 07:00:00",
                email: "anonymous", name: "", "Valoda": "lv",
                book.by_id["consent"].label("lv"): book.by_id["consent"].answer("yes").label("lv"),
                book.place_question.label("lv"): "Krogsils",
                book.by_id["community_exists"].label("lv"):
                    book.by_id["community_exists"].answer("active").label("lv"),
                how.label("lv"): words,
                "Kolonna bez atbildēm": "",
            }
        )
    )  # fmt: skip
    row = only_row(planned)
    assert (row["submission_id"], row["submitted_date"]) == ("12", "2026-10-03")
    assert row["formed_how"] == FIRST["formed_how"]
    assert "anonymous" not in str(planned.decoded)
    assert {column.heading: column.how.value for column in planned.columns}[
        "Kolonna bez atbildēm"
    ] == "empty"


# --- decisions -------------------------------------------------------------------------------


def decisions(*lines: str) -> Decisions:
    content = "\n".join(["question,text,code", *lines]).encode()
    decided, problems = read_decisions(*read_sheets(content, "m.csv"), "m.csv", default_data())
    assert problems == []
    return decided


def test_a_decision_names_id_time_and_version() -> None:
    cells = {
        "Nr.": "A-7", "Kad": "03.10.2026 07:00", "Anketa": "3",
        "consent": "yes", "place": "Krogsils", "community_exists": "active",
    }  # fmt: skip
    planned = plan(
        table(cells),
        decisions=decisions(
            "column,Nr.,submission_id",
            "column,Kad,submitted_date",
            "column,Anketa,form_version",
        ),
    )
    row = only_row(planned)
    assert (row["submission_id"], row["submitted_date"], row["form_version"]) == (
        "A-7",
        "2026-10-03",
        "3",
    )


def test_a_decision_holds_behind_any_group_and_before_an_option() -> None:
    cells = {
        "consent": "yes", "place": "Krogsils", "community_exists": "active",
        "Veidošanās/Kurā gadā sākāt?": "2013", "Veidošanās - Ar ko sākāt? - neighbours": "1",
        "Veidošanās - Ar ko sākāt? - event": "0", "Dažādi > Jūsu vecums": "40",
    }  # fmt: skip
    planned = plan(
        table(cells),
        decisions=decisions(
            "column,Kurā gadā sākāt,formed_year",
            "column,Ar ko sākāt?,formed_how",
            "column,Jūsu vecums,-",
        ),
    )
    row = only_row(planned)
    assert (row["formed_year"], row["formed_how"]) == (2013, ("neighbours",))


def test_a_decision_on_a_spoilt_text_would_never_match_and_is_a_fault() -> None:
    content = "question,text,code\nplace,Meþinieki,mezinieki\n".encode()
    _, problems = read_decisions(*read_sheets(content, "m.csv"), "m.csv", default_data())
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        ("encoding_wrong", 2, "text")
    ]
