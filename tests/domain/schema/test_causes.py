"""One cause is one fault: cells that were spoilt together are named together."""

from __future__ import annotations

import pytest

from geo_kopienas.domain.schema import problems as problems_module
from geo_kopienas.domain.schema.problems import Problem, by_cause


def faults(code: str, *values: str | None, column: str = "a") -> list[Problem]:
    """A fault of this code in every row from 2 on, with these values."""
    return [
        Problem(code, file="f.csv", row=row, column=column, value=value)
        for row, value in enumerate(values, start=2)
    ]


def rows_of(causes: list[Problem]) -> list[tuple[str, list[object]]]:
    return [(problem.code, [row for row, _ in problem.cells]) for problem in causes]


def test_a_few_cells_are_named_one_by_one_for_each_can_be_mended_by_itself() -> None:
    causes = by_cause(faults("invalid_date", "nesen", "senāk", "rīt"))
    assert rows_of(causes) == [("invalid_date", [row]) for row in (2, 3, 4)]


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("invalid_integer", ("1.0", "2.0", "34.0", "567.0")),
        ("decimal_comma", ("1,5", "2,25", "34,0", "5,125")),
        ("invalid_date", ("14.06.2022", "1.7.2022", "02.03.2021", "30.12.2020")),
        ("invalid_id", ("Mežs", "Upe", "Lielie Kalni", "Krogs 2")),
        ("invalid_url", ("www.a.lv", "b.lv/c", "d.lv", "e")),
        ("latitude_longitude_swapped", ("24.1, 56.8", "24.2, 56.9", "24, 56", "24.05, 56.7")),
        ("required_missing", (None, None, None, None)),
        ("unknown_place", ("kekava", "kekava", "kekava", "kekava")),
    ],
)
def test_cells_of_one_cause_are_one_fault_with_all_its_rows(
    code: str, values: tuple[str | None, ...]
) -> None:
    (causes,) = by_cause(faults(code, *values))
    assert rows_of([causes]) == [(code, [2, 3, 4, 5])]
    assert causes.value == values[0]


@pytest.mark.parametrize("code", ["unknown_code", "duplicate_id", "below_minimum", "unknown_place"])
def test_other_values_are_other_causes(code: str) -> None:
    causes = by_cause(faults(code, "a", "b", "c", "d"))
    assert rows_of(causes) == [(code, [row]) for row in (2, 3, 4, 5)]


def test_a_word_among_numbers_stays_a_fault_of_its_own() -> None:
    causes = by_cause(faults("invalid_integer", "1.0", "daudz", "2.0", "3.0", "4.0"))
    assert rows_of(causes) == [("invalid_integer", [2, 4, 5, 6]), ("invalid_integer", [3])]


@pytest.mark.parametrize(
    "code", ["encoding_wrong", "encoding_twice", "encoding_unknown", "letters_lost"]
)
def test_a_wrong_encoding_is_one_fault_of_the_whole_file(code: str) -> None:
    causes = by_cause(
        [*faults(code, "þogs", "meþs", column="name"), *faults(code, "upe", column="note")]
    )
    assert [(cause.code, cause.cells) for cause in causes] == [
        (code, ((2, "name"), (3, "name"), (2, "note")))
    ]


def test_faults_keep_their_order_whatever_is_gathered() -> None:
    first, second = faults("invalid_date", "nesen"), faults("invalid_integer", *["1.0"] * 4)
    causes = by_cause([second[0], *first, *second[1:]])
    assert [cause.code for cause in causes] == ["invalid_integer", "invalid_date"]


def test_of_more_causes_than_anybody_reads_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(problems_module, "MAX_SAME_FAULTS", 2)
    causes = by_cause(faults("unknown_code", "a", "b", "c", "d"))
    assert [(cause.code, cause.value) for cause in causes] == [
        ("unknown_code", "a"),
        ("unknown_code", "b"),
        ("more_faults", "2"),
    ]
