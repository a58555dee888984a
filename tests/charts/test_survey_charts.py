"""Figures of the survey: hidden is drawn as hidden, few answers hollow, footers everywhere."""

from __future__ import annotations

from geo_kopienas.charts.survey import (
    Series,
    histogram_chart,
    scale_chart,
    share_words,
    shares_chart,
)
from geo_kopienas.domain.survey.disclosure.door import GroupFigures, Share
from geo_kopienas.texts import texts_for

TEXTS = texts_for("lv")
STEPS = {f"s{step}": f"{step}" for step in range(1, 6)} | {"low_end": "1–2", "high_end": "4–5"}


def group(n: int, **shares: int | None) -> GroupFigures:
    return GroupFigures(
        "a",
        n,
        n,
        {
            name: None if share is None else Share(share, share - 5, share + 5)
            for name, share in shares.items()
        },
    )


def test_scale_shows_its_ends_where_single_steps_are_hidden() -> None:
    hidden = {"s1": None, "s2": None, "s3": 20, "s4": None, "s5": None}
    whole = {"s1": 10, "s2": 20, "s3": 30, "s4": 20, "s5": 20}
    figure = scale_chart(
        [
            Series("Novads", group(25, **hidden, low_end=20, high_end=None)),
            Series("Latvija", group(99, **whole, low_end=30, high_end=40)),
        ],
        STEPS,
        "Demonstrācijas dati",
        TEXTS,
    )
    parts = {trace.name: list(trace.x) for trace in figure.data}
    assert parts["1–2"] == [20, 0]
    assert parts["3"] == [20, 30]
    assert parts["5"] == [0, 20]
    assert parts["paslēpts"] == [60, 0]
    assert figure.layout.title.text == "Demonstrācijas dati"
    assert figure.layout.separators == ", "


def test_few_answers_are_hollow_and_hidden_ones_say_so() -> None:
    figure = shares_chart(
        [Series("<b>A</b>", group(12, x=50, y=None)), Series("B", group(90, x=40, y=60))],
        {"x": "X", "y": "Y"},
        "",
        TEXTS,
    )
    few, hidden, many = figure.data
    assert (few.marker.symbol, many.marker.symbol) == ("circle-open", "diamond")
    assert few.name == "&lt;b&gt;A&lt;/b&gt;"
    assert list(few.error_x.arrayminus) == [5]
    assert list(hidden.text) == ["paslēpts"]


def test_classes_of_numbers_are_bars_side_by_side() -> None:
    figure = histogram_chart(
        [Series("A", group(40, x=50, y=None))], {"x": "1990–1994", "y": "1995–1999"}, "", TEXTS
    )
    assert list(figure.data[0].y) == [50, 0]
    assert list(figure.data[0].text) == ["50 %", "paslēpts"]


def test_few_answers_are_lighter_and_hatched_in_bars() -> None:
    shares = {"s1": 10, "s2": 20, "s3": 30, "s4": 20, "s5": 20}
    series = [Series("A", group(12, **shares)), Series("B", group(40, **shares))]
    first, *_ = scale_chart(series, STEPS, "", TEXTS).data
    few, many = first.marker.color
    assert few > many  # a lighter shade of the same colour
    assert list(first.marker.pattern.shape) == ["\\", ""]
    hatched, other = histogram_chart(series, STEPS, "", TEXTS).data
    assert (hatched.marker.opacity, other.marker.opacity) == (0.5, 1)


def test_a_class_that_a_round_could_not_have_is_not_called_hidden() -> None:
    labels = {"x": "2020–2024", "y": "2025–2029"}
    (trace,) = histogram_chart([Series("2024", group(40, x=50))], labels, "", TEXTS).data
    assert list(trace.text) == ["50 %", ""]
    assert share_words(group(40, x=50), "y", TEXTS) == "–"
