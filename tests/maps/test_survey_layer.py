"""Survey indicators on the map: few answers are seen, hidden figures are no gap."""

from __future__ import annotations

import pandas as pd

from geo_kopienas.domain.survey.disclosure.indicators import Standing
from geo_kopienas.maps.classification import NO_CLASS, ClassScheme, Method
from geo_kopienas.maps.colours import HIDDEN_MARK, Pattern
from geo_kopienas.maps.survey_layer import answers_colouring, survey_colouring, survey_notes
from geo_kopienas.texts import texts_for

NAN = float("nan")


def figures(*rows: tuple[float, float, Standing]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["value", "n", "standing"])
    return frame.assign(asked=frame["n"], low=frame["value"] - 0.4, high=frame["value"] + 0.4)


def test_few_answers_are_lighter_and_hatched_hidden_ones_a_look_of_their_own() -> None:
    rows = figures(
        (2.0, 40, Standing.SHOWN),
        (2.0, 12, Standing.FEW),
        (4.0, 12, Standing.FEW),
        (NAN, NAN, Standing.HIDDEN),
        (NAN, NAN, Standing.NO_ANSWERS),
    )
    scheme = ClassScheme(Method.EQUAL_INTERVALS, 2)
    colouring = survey_colouring(rows, 1, scheme, texts_for("lv"))
    assert colouring.codes == (0, 1, 2, 3, NO_CLASS)
    assert colouring.labels == (
        "2,0",
        "2,0, maz atbilžu",
        "4,0, maz atbilžu",
        "paslēpts: nepietiek atbilžu",
    )
    full, few, other, hidden = colouring.marks
    assert full.pattern is Pattern.PLAIN
    assert (few.pattern, other.pattern) == (Pattern.FEW, Pattern.FEW)
    assert few.colour > full.colour  # lighter in each of its parts
    assert hidden == HIDDEN_MARK


def test_all_hidden_is_one_look_without_classes() -> None:
    rows = figures((NAN, NAN, Standing.HIDDEN), (NAN, NAN, Standing.HIDDEN))
    colouring = survey_colouring(rows, 0, ClassScheme(), texts_for("en"))
    assert (colouring.codes, colouring.marks) == ((0, 0), (HIDDEN_MARK,))


def test_the_number_of_answers_and_the_interval_stand_beside_the_value() -> None:
    rows = figures((3.0, 12, Standing.FEW), (NAN, NAN, Standing.HIDDEN))
    assert survey_notes(rows, 1, texts_for("lv")) == {0: "n = 12; 95 %: 2,6–3,4"}
    without = rows.assign(low=NAN, high=NAN)
    assert survey_notes(without, 1, texts_for("en")) == {0: "n = 12"}


def test_how_many_answered_tells_nobody_from_hidden() -> None:
    colouring = answers_colouring(pd.Series([0.0, NAN, 7.0, 14.0]), texts_for("lv"))
    assert colouring.codes == (0, 3, 1, 2)
    assert colouring.labels[:3] == ("0", "7", "14")
    assert colouring.marks[3] == HIDDEN_MARK
