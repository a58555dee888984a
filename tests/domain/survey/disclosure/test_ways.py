"""Ways in which published figures once gave hidden ones away, each closed by its mechanism."""

from __future__ import annotations

from itertools import product
from typing import Any

from survey_rounds import REGISTER, answers, question_entry, read_book, times
from tables import places

from geo_kopienas.domain.survey.disclosure.door import (
    REST_ID,
    DisclosedRound,
    GroupFigures,
    disclose,
)

CODES = ["p", "q", "r", "s", "t", "v"]
BOOK = read_book(
    [
        question_entry("role", "one", [*CODES, "u"]),
        question_entry("state", "one", ["active", "none"]),
        question_entry("contact", "one", ["often", "never"]),
        question_entry("rating", "scale", ["s1", "s2", "s3", "s4", "s5"]),
        question_entry("wishes", "many", ["a", "b", "c", "d"], maximum=3),
        question_entry("since", "year"),
        question_entry(
            "why",
            "one",
            ["yes", "no"],
            condition={"question": "state", "answers": ["active"]},
        ),
        question_entry(
            "whom",
            "one",
            ["yes", "no"],
            section="of_active",
            condition={"question": "contact", "answers": ["often"]},
        ),
    ],
    sections={"of_active": {"question": "state", "answers": ["active"]}},
)


def disclosed(rows: list[dict[str, Any]]) -> DisclosedRound:
    return disclose(answers(rows, BOOK), BOOK, places(REGISTER))


def group(known: DisclosedRound, question: str, name: str = REST_ID) -> GroupFigures:
    figures = known.figures(question)
    assert figures is not None
    return figures.groups[name]


def elsewhere(count: int, **row: Any) -> list[dict[str, Any]]:
    return times(count, municipality_id="riga", **row)


def shown_codes(figures: GroupFigures) -> list[str]:
    return [code for code, share in figures.shares.items() if share is not None]


def roles(*counts: int) -> list[dict[str, Any]]:
    return [
        row
        for code, count in zip(CODES, counts, strict=False)
        for row in elsewhere(count, role=code)
    ]


def test_1_hidden_places_have_somebody_each_so_three_of_them_are_not_one_each() -> None:
    # 15 - 12 = 3 people in three hidden places: none would be shown as none.
    rows = [
        *times(12, place_id="a1"),
        *times(1, place_id="a2"),
        *times(1, place_id="b1"),
        *times(1, place_id="c1"),
    ]
    counts = disclosed(rows).answer_counts
    assert counts["a2"] is None
    assert counts["novads"] is None or counts["a1"] is None


def test_2_who_answered_more_does_not_tell_that_nobody_said_none() -> None:
    rows = elsewhere(20, state="active", why="yes")
    known = disclosed(rows)
    assert group(known, "why").n == 20
    assert known.answer_counts[REST_ID] is None
    assert group(known, "state").n is None


def test_3_levels_that_overlap_nowhere_leave_nobody_small_together() -> None:
    # 72 - 20 (unit B) - 40 (neighbourhood Y) = 12, of whom 9 answered.
    rows = [
        *times(20, place_id="b1", role="p"),
        *times(40, place_id="a2", role="q"),
        *times(9, place_id="c1", role="p"),
    ]
    known = disclosed(rows)
    shown = {
        name for name in ("novads", "unit-b", "apk-y") if group(known, "role", name).n is not None
    }
    assert len(shown) < 3


def test_3_what_subtraction_leaves_of_several_levels_is_protected_like_a_group() -> None:
    rows = [
        *times(20, place_id="b1", role="p"),
        *times(40, place_id="a2", role="p"),
        *(row for code in "pqrs" for row in times(3, place_id="c1", role=code)),
    ]
    known = disclosed(rows)
    whole, part, other = (group(known, "role", name) for name in ("novads", "unit-b", "apk-y"))
    told = [
        figures.n is not None and "p" in shown_codes(figures) for figures in (whole, part, other)
    ]
    assert not all(told)
    assert not {"q", "r", "s"} & {*shown_codes(whole)}


def test_4_at_most_three_wishes_each_do_not_tell_the_fourth() -> None:
    # 40 people, three wishes each: together 120, of which 79 + 38 leave 3 for two hidden ones.
    rows = [
        *elsewhere(38, wishes=("a", "b", "c")),
        *elsewhere(1, wishes=("a", "b")),
        *elsewhere(1, wishes=("a", "d")),
    ]
    figures = group(disclosed(rows), "wishes")
    assert not {"b", "c", "d"} & {*shown_codes(figures)}


def test_5_three_hidden_answers_of_three_people_take_a_fourth_with_them() -> None:
    figures = group(disclosed(roles(15, 12, 10, 1, 1, 1)), "role")
    assert shown_codes(figures) == ["p", "q"]


def test_5_other_answers_would_have_been_published_just_the_same() -> None:
    """Who knows the rules and runs them on other tables still finds three for each count."""
    for counts in ((12, 6, 0, 4, 4, 4), (15, 12, 10, 1, 1, 1), (14, 13, 11, 2, 0, 0)):
        published = shares(counts)
        hidden = [number for number, code in enumerate(CODES) if published[code] is None]
        total = sum(counts[number] for number in hidden)
        values: dict[int, set[int]] = {number: {counts[number]} for number in hidden}
        tables = product(range(total + 1), repeat=len(hidden))
        # Those that are like the true one are tried first.
        nearest = sorted(
            (other for other in tables if sum(other) == total),
            key=lambda other: sum(abs(c - counts[n]) for n, c in zip(hidden, other, strict=True)),
        )
        while nearest and not all(len(seen) >= 3 for seen in values.values()):
            other = dict(zip(hidden, nearest.pop(0), strict=True))
            if any(len(seen) < 3 and other[number] not in seen for number, seen in values.items()):
                table = tuple(other.get(number, count) for number, count in enumerate(counts))
                if shares(table) == published:
                    for number in hidden:
                        values[number].add(table[number])
        assert all(len(seen) >= 3 for seen in values.values()), (counts, values)


def shares(counts: tuple[int, ...]) -> dict[str, int | None]:
    """What is published of a table."""
    figures = group(disclosed(roles(*counts)), "role")
    return {
        code: None if share is None else share.percent for code, share in figures.shares.items()
    }


def test_6_a_mean_of_whole_steps_leaves_three_values_of_each_step() -> None:
    steps = {"s5": 7, "s4": 7, "s3": 2}
    rows = [row for code, count in steps.items() for row in elsewhere(count, rating=code)]
    figures = group(disclosed(rows), "rating")
    tables = [
        table
        for table in product(range(17), repeat=5)
        if sum(table) == 16
        and (
            figures.mean is None
            or round(sum((s + 1) * c for s, c in enumerate(table)) / 16, 1) == figures.mean
        )
        and all(
            figures.shares[f"s{step + 1}"] is None or table[step] == steps.get(f"s{step + 1}", 0)
            for step in range(5)
        )
    ]
    for step in range(5):
        if figures.shares[f"s{step + 1}"] is None:
            assert len({table[step] for table in tables}) >= 3


def test_8_how_many_meet_two_conditions_is_not_shown() -> None:
    rows = [
        *elsewhere(19, state="active", contact="often", whom="yes"),
        *elsewhere(1, state="active", contact="never"),
        *elsewhere(20, state="none", contact="never"),
    ]
    known = disclosed(rows)
    whom = group(known, "whom")
    assert whom.asked is None
    # 19 of the 20 who are active: they are not shown beside one another.
    assert (
        whom.n is None
        or group(known, "state").n is None
        or "active" not in shown_codes(group(known, "state"))
    )


def test_9_classes_of_years_do_not_end_with_the_highest_answer() -> None:
    def cells(year: int) -> Any:
        figures = disclosed([*elsewhere(40, since=1995), *elsewhere(1, since=year)]).figures(
            "since"
        )
        assert figures is not None
        return figures.cells

    assert cells(2029) == cells(1996)
    assert cells(1996)[-1].high is None


def test_10_one_dont_know_is_a_small_cell() -> None:
    rows = [*elsewhere(20, role="p"), *elsewhere(14, role="q")]
    assert group(disclosed(rows), "role").asked == 34
    known = disclosed([*rows, *elsewhere(1, role="u")])
    assert (group(known, "role").n, group(known, "role").asked) == (34, None)
    assert known.answer_counts[REST_ID] is None
