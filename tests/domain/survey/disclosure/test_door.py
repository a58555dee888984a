"""What may be shown of a round: the rules, on small tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from survey_rounds import REGISTER, answers, question_entry, read_book, times
from tables import places

from geo_kopienas.domain.survey.disclosure.door import (
    REST_ID,
    DisclosedRound,
    QuestionFigures,
    disclose,
    indicator_figures,
)
from geo_kopienas.domain.survey.figures.counts import wilson_interval

if TYPE_CHECKING:
    import pandas as pd

BOOK = read_book(
    [
        question_entry("kind", "one", ["p", "q", "r", "u"]),
        question_entry("side", "one", ["in", "out"]),
        question_entry("rating", "scale", ["s1", "s2", "s3", "s4", "s5", "u"]),
        question_entry("needs", "many", ["m", "k", "none"]),
        question_entry(
            "more", "one", ["yes", "no"], condition={"question": "kind", "answers": ["p", "q"]}
        ),
        question_entry("size", "number"),
        question_entry("story", "text"),
    ],
    [
        {"id": "i_mean", "question": "rating", "measure": "mean"},
        {"id": "i_needs", "question": "needs", "measure": "share", "answers": ["m", "k"]},
        {"id": "i_count", "question": "kind", "measure": "count"},
    ],
)


def disclosed(frame: pd.DataFrame) -> DisclosedRound:
    return disclose(frame, BOOK, places(REGISTER))


def figures(rows: list[dict[str, Any]], question: str) -> QuestionFigures:
    shown = disclosed(answers(rows, BOOK)).figures(question)
    assert shown is not None
    return shown


def percents(rows: list[dict[str, Any]], question: str, group: str) -> dict[str, int | None]:
    shares = figures(rows, question).groups[group].shares
    return {name: None if share is None else share.percent for name, share in shares.items()}


# --- rules --------------------------------------------------------------------------------------


def test_ten_answers_are_a_breakdown_and_nine_are_not() -> None:
    nine = figures(times(9, place_id="a1", kind="p"), "kind").groups["a1"]
    assert (nine.n, nine.shares) == (None, {})
    assert figures(times(10, place_id="a1", kind="p"), "kind").groups["a1"].n == 10


def test_all_or_none_of_a_small_group_is_not_shown() -> None:
    rows = times(20, place_id="a1", kind="p")
    assert set(percents(rows, "kind", "novads").values()) == {None}


def test_all_of_a_large_group_is_shown() -> None:
    shown = percents(times(40, municipality_id="riga", kind="p"), "kind", REST_ID)
    assert (shown["p"], shown["q"]) == (100, 0)


def test_a_cell_of_one_to_four_takes_another_one_with_it() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(15, municipality_id="riga", kind="q"),
        *times(3, municipality_id="riga", kind="r"),
    ]
    shown = percents(rows, "kind", REST_ID)
    assert (shown["p"], shown["q"], shown["r"]) == (53, None, None)


def test_shares_are_whole_per_cent_with_wilson_limits() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(20, municipality_id="riga", kind="q"),
    ]
    share = figures(rows, "kind").groups[REST_ID].shares["p"]
    assert share is not None
    assert (share.percent, share.low, share.high) == (50, 35, 65)


def test_wilson_interval_as_published() -> None:
    # 15 of 148: Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    assert wilson_interval(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_what_is_left_of_a_municipality_without_its_large_place_is_large_itself() -> None:
    rows = [*times(20, place_id="a1", kind="p"), *times(4, place_id="b1", kind="q")]
    groups = figures(rows, "kind").groups
    assert groups["novads"].n == 24
    assert groups["a1"].n is None
    assert groups["unit-a"].n is None


def test_dont_know_is_no_part_of_a_share() -> None:
    rows = [
        *times(20, municipality_id="riga", kind="p"),
        *times(20, municipality_id="riga", kind="q"),
        *times(9, municipality_id="riga", kind="u"),
    ]
    group = figures(rows, "kind").groups[REST_ID]
    assert (group.n, group.asked) == (40, 49)
    assert "u" not in group.shares


def test_asked_is_hidden_where_it_would_tell_a_hidden_answer() -> None:
    def rows(others: int) -> list[dict[str, Any]]:
        return [
            *times(30, municipality_id="riga", kind="p", more="yes"),
            *times(30, municipality_id="riga", kind="q", more="no"),
            *times(others, municipality_id="riga", kind="r"),
        ]

    assert figures(rows(10), "more").groups[REST_ID].asked == 60
    hidden = figures(rows(2), "more").groups[REST_ID]
    assert (hidden.n, hidden.asked) == (60, None)


def test_free_text_and_places_have_no_figures() -> None:
    rows = times(50, place_id="a1", story="Ļoti labi.")
    for name in ("story", "place"):
        assert disclosed(answers(rows, BOOK)).figures(name) is None


def test_number_of_answers_hides_one_to_four_and_what_would_tell_them() -> None:
    rows = [*times(20, place_id="a1"), *times(9, place_id="b1"), *times(2, place_id="c1")]
    counts = disclosed(answers(rows, BOOK)).answer_counts
    assert counts["novads"] == 31
    assert counts["c1"] is None
    assert counts["unit-c"] is None
    assert None in {counts["unit-a"], counts["unit-b"]}
    assert counts["a2"] == 0


def test_municipality_named_as_one_of_latvia_is_the_municipality() -> None:
    rows = [*times(12, municipality_id="novads"), *times(13, municipality_id="riga")]
    counts = disclosed(answers(rows, BOOK)).answer_counts
    assert (counts["novads"], counts[REST_ID]) == (12, 13)


def test_indicators_give_value_answers_and_interval() -> None:
    rows = [
        *times(20, municipality_id="riga", rating="s5", needs=("m", "k")),
        *times(20, municipality_id="riga", rating="s2", needs=("none",)),
    ]
    mean, needs, _ = BOOK.indicators
    value = indicator_figures(figures(rows, "rating"), mean, BOOK.by_id["rating"])[REST_ID]
    assert (value.value, value.n, value.is_uncertain) == (3.5, 40, False)
    share = indicator_figures(figures(rows, "needs"), needs, BOOK.by_id["needs"])[REST_ID]
    assert (share.value, share.low, share.high) == (50, 35, 65)


def test_median_of_numbers() -> None:
    rows = [row for size in range(1, 41) for row in times(1, municipality_id="riga", size=size)]
    assert figures(rows, "size").groups[REST_ID].median == 20.5
