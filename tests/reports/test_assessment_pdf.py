"""The road map and the blank sheet: what is said, tagged, and on how many pages."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdf
import pytest

from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.reports.assessment_pdf import blank_form_pdf, road_map_pdf
from geo_kopienas.reports.assessment_view import AssessmentView, assessment_view, community_title
from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from geo_kopienas.store.dataset import Dataset

DAY = dt.date(2026, 11, 26)
#: Points: a box's side, and up to where the column of the steps' numbers reaches.
BOX, LEFT_COLUMN = 10, 60


def sheets(data: Dataset, *levels: int | None, **others: int | None) -> list[dict[str, int | None]]:
    """A person for each level, who gives it to every criterion but the `others`."""
    return [dict.fromkeys(data.methodology.method.criteria, level) | others for level in levels]


def seen(
    data: Dataset,
    people: list[dict[str, int | None]],
    language: str = "lv",
    earlier: Assessment | None = None,
) -> AssessmentView:
    texts = texts_for(language)
    assessment = Assessment("default", 1, DAY, "krogsils", people=tuple(people))
    name = community_title(assessment, data.places, data.communities, texts)
    compared = None if earlier is None else (earlier, name)
    return assessment_view(assessment, compared, data.methodology, name, texts)


@pytest.mark.parametrize(
    ("language", "first", "two"),
    [
        ("lv", "pēc 2. soļa", "pēc 3. un 7. soļa"),
        ("en", "after step 2", "after steps 3 and 7"),
    ],
)
def test_a_step_names_those_before_it_as_the_language_does(
    language: str, first: str, two: str, data: Dataset
) -> None:
    view = seen(data, [{"planning": 2, "purpose": 1, "core_group": 1}], language)
    reasons = {step["id"]: step["reasons"] for step in view.steps}
    assert reasons["purpose_2"] == []
    assert reasons["core_group_3"] == [first]
    assert reasons["purpose_4"][-1] == two


def printed(document: bytes) -> tuple[pypdf.PdfReader, str]:
    reader = pypdf.PdfReader(io.BytesIO(document))
    return reader, " ".join("\n".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        (
            "lv",
            "Ceļa karte: Krogsils",
            ["Kodols un vadība: no 1. uz 2. līmeni", "2026. gada novembris – decembris"],
        ),
        (
            "en",
            "Road map: Krogsils",
            ["Core group and leadership: from level 1 to 2", "November – December 2026"],
        ),
    ],
)
def test_the_road_map_is_tagged_and_says_who_when_and_with_what(
    language: str, title: str, said: list[str], data: Dataset
) -> None:
    texts = texts_for(language)
    view = seen(data, sheets(data, 3, core_group=1), language)
    reader, text = printed(road_map_pdf(view, data.methodology.method, DAY, texts))
    root = reader.trailer["/Root"]

    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    step = data.methodology.method.criteria["core_group"].steps[0]
    instrument = data.methodology.instruments[step.instruments[0]].name[language]
    about = data.methodology.method.about[language]
    for part in [*said, step.what[language], step.who[language], instrument[:12], about[:40]]:
        assert part in text


def test_the_box_to_tick_stands_in_the_row_of_its_step(data: Dataset) -> None:
    view = seen(data, sheets(data, 3, core_group=1))
    document = road_map_pdf(view, data.methodology.method, DAY, texts_for("lv"))
    page = pypdf.PdfReader(io.BytesIO(document)).pages[0]
    rows, boxes = [], []

    def see_text(text: str, matrix: list[float], *_: object) -> None:
        if text.strip().isdigit() and matrix[4] < LEFT_COLUMN:
            rows.append(matrix[5])

    def see_line(operator: bytes, numbers: list[float], matrix: list[float], _: object) -> None:
        if operator == b"l" and [float(number) for number in numbers] == [BOX, BOX]:
            boxes.append(matrix[5])

    page.extract_text(visitor_text=see_text, visitor_operand_before=see_line)

    assert len(boxes) == len(view.steps)
    rows = rows[-len(boxes) :]  # before them stand numbers of the picture
    below = [*rows[1:], 0]
    assert all(low < box < top + BOX for top, box, low in zip(rows, boxes, below, strict=True)), (
        rows,
        boxes,
    )


def test_the_road_map_fits_two_pages_even_where_nothing_else_is_known(data: Dataset) -> None:
    method, texts = data.methodology.method, texts_for("lv")
    earlier = Assessment("default", 1, DAY, "krogsils", people=tuple(sheets(data, 1)))
    cases = [
        *(sheets(data, level) for level in (1, 2, 3, 4, 5)),
        [{"planning": 3, "partnerships": 3, "municipality": 4}],  # prerequisites not judged
        sheets(data, 1, 3, 5, None),
    ]
    pages = [
        len(printed(road_map_pdf(seen(data, case, "lv", earlier), method, DAY, texts))[0].pages)
        for case in cases
    ]
    assert max(pages) <= 2, pages


def test_a_hostile_name_is_text(data: Dataset) -> None:
    view = replace(seen(data, sheets(data, 2)), title='#read("/etc/passwd") *a* $x$')
    _, text = printed(road_map_pdf(view, data.methodology.method, DAY, texts_for("en")))
    assert '#read("/etc/passwd") *a* $x$' in text


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_blank_sheet_holds_every_level_and_room_for_no_name(
    language: str, data: Dataset
) -> None:
    method, texts = data.methodology.method, texts_for(language)
    reader, text = printed(blank_form_pdf(method, texts))
    assert len(reader.pages) == 3
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
    for criterion in method.criteria.values():
        for words in (criterion.question, *criterion.levels):
            assert words[language] in text
    assert text.count(texts["assessment.print.form_unknown"]) > len(method.criteria)


# --- words ----------------------------------------------------------------------------------------


def test_the_profile_in_words_names_strong_weak_and_disputed_sides(data: Dataset) -> None:
    view = seen(data, sheets(data, 3, 4, purpose=5, core_group=1) + sheets(data, 3, core_group=4))
    assert view.subtitle == "Krogsils, 2026. gada 26. novembris, 3 cilvēki"
    assert view.sentences == [
        "Spēcīgākā puse: Kopīgs mērķis (5).",
        "Vājākās puses: Kodols un vadība (1), Līdzdalība un iekļaušana (3), Saziņa (3).",
        "Par šo vispirms parunājiet, jo atbildes atšķiras par diviem līmeņiem vai vairāk: "
        "Kodols un vadība (no 1 līdz 4), Kopīgs mērķis (no 3 līdz 5).",
    ]
    assert view.notices == []


def test_one_person_agrees_with_nobody_and_silence_is_said(data: Dataset) -> None:
    view = seen(data, [{"purpose": 2, "planning": None}], "en")
    assert view.sentences[-1] == "One person answered; how far others agree is not known."
    assert view.notices == [
        "For 9 criteria nobody named a level. That is not a low level: it is not known."
    ]
    assert {row["id"]: row["median"] for row in view.rows}["planning"] == "–"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Higher: Shared purpose (+1.5)."),
        ({"method_version": 2}, "another version of the method (2, now 1)"),
        ({"method_id": "x"}, "with another method, so it is not compared"),
        ({"place_id": "baldone"}, "another place or community (Krogsils"),
        ({"date": dt.date(2027, 1, 1)}, "is newer (Krogsils, 1 January 2027, 1 person)"),
    ],
)
def test_an_earlier_round_is_compared_or_refused_with_a_reason(
    change: dict[str, object], sentence: str, data: Dataset
) -> None:
    earlier = Assessment("default", 1, dt.date(2025, 11, 26), "krogsils", people=({"purpose": 1},))
    earlier = replace(earlier, **change)  # type: ignore[arg-type]
    view = seen(data, [{"purpose": 2, "planning": 3}, {"purpose": 3}], "en", earlier)
    assert sentence in " ".join(view.comparison)
    row = view.rows[0]
    assert (row["earlier"], row["change"]) == (("1", "+1.5") if view.earlier else ("", ""))
