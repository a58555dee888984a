"""The inactive list: components, score, stability and the next step."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pandas as pd
import pytest
from default_rules import HEADER, rules
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tables import communities, evidence, places

from geo_kopienas.domain.evidence.inactivity import (
    attention_list,
    effect_of_seat,
    inactivity_measures,
    next_step,
    ranked_list,
    scaled_components,
)
from geo_kopienas.domain.evidence.ledger import ledger_as_of
from geo_kopienas.domain.evidence.ranking import rank_places
from geo_kopienas.domain.evidence.status import place_statuses
from geo_kopienas.domain.schema.codes import AttentionPart, Component, Level

DAY = date(2026, 6, 30)
NAMES = [component.value for component in Component]
POSITIONS = pd.DataFrame(
    {"x": [0.0, 3000.0], "y": [0.0, 4000.0]}, index=pd.Index(["alejas", "berzi"], name="place_id")
)


def register() -> pd.DataFrame:
    return places().assign(status="official")


def measures(rows: str, named: pd.DataFrame | None = None) -> pd.DataFrame:
    named = register() if named is None else named
    ledger = ledger_as_of(evidence(HEADER + rows), named, communities(), DAY)
    statuses = place_statuses(ledger, rules())
    return inactivity_measures(Level.SETTLEMENT, ledger, statuses, POSITIONS, rules())


OLD_AND_ACTIVE = """old,2022-06-30,alejas,grant,klusums,false
new,2026-06-01,berzi,grant,upe,false
seat,2022,berzi,working_group_member,upe,false"""


def test_each_component_is_shown_with_its_raw_value() -> None:
    row = measures(OLD_AND_ACTIVE).loc["alejas"]
    assert row["activity_state"] == "no_recent_news"
    assert row[NAMES].tolist() == [0.5, 48.0, 200.0, 5.0, 1.0]
    assert row["nearest_active_id"] == "berzi"
    assert row["evidence_ids"] == ("old",)


def test_before_the_first_fact_everything_is_unknown() -> None:
    measured = measures("later,2026-12-31,alejas,grant,,false")
    assert set(measured["activity_state"]) == {"unknown"}
    assert measured["months_since_evidence"].isna().all()


def test_what_the_sources_do_not_give_is_missing_not_zero() -> None:
    measured = measures(OLD_AND_ACTIVE).loc["kazoki"]
    missing = [name for name in NAMES if pd.isna(measured[name])]
    assert missing == [
        "state",
        "months_since_evidence",
        "residents_without_active",
        "distance_to_active_km",
    ]


def test_an_active_place_has_no_residents_without_one_and_is_at_no_distance() -> None:
    row = measures("new,2026-06-01,alejas,grant,klusums,false").loc["alejas"]
    assert (row["residents_without_active"], row["distance_to_active_km"]) == (0.0, 0.0)


def test_a_council_of_the_apkaime_is_a_seat_of_its_settlements() -> None:
    measured = measures("council,2026-01-01,apk-x,council_elected,,false")
    assert measured["has_seat"].tolist() == [True, True, True]
    assert measured["is_seat_of_apkaime"].tolist() == [True, True, True]
    assert set(measured["activity_state"]) == {"unknown"}
    assert measured.loc["alejas", "evidence_ids"] == ("council",)


@pytest.mark.parametrize(
    ("ended", "expected"), [("2026-01-01", False), ("2099", True), (None, True)]
)
def test_a_place_that_had_ended_by_the_day_is_not_ranked(
    ended: str | None,
    expected: bool,  # noqa: FBT001
) -> None:
    named = register().assign(valid_to_date=None)
    named.loc[named["place_id"] == "berzi", "valid_to_date"] = ended
    measured = measures(OLD_AND_ACTIVE, named)
    assert ("berzi" in measured.index) is expected


def test_places_that_are_only_a_name_on_the_map_are_not_ranked() -> None:
    named = register()
    named.loc[named["place_id"] == "berzi", "status"] = "map_name_only"
    measured = measures(OLD_AND_ACTIVE, named)
    assert measured.index.tolist() == ["alejas", "kazoki"]


def test_the_scale_is_full_where_the_rules_say_so() -> None:
    scaled = scaled_components(measures(OLD_AND_ACTIVE), rules().inactivity).loc["alejas"]
    assert scaled.tolist() == [0.5, 0.8, 0.1, 0.5, 1.0]


def components(*rows: list[float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=NAMES, index=[f"p{n}" for n in range(len(rows))])


def ranking(frame: pd.DataFrame) -> pd.DataFrame:
    return rank_places(frame, rules().inactivity.weights(), rules().inactivity)


def test_the_score_is_the_weighted_mean_of_the_known_components() -> None:
    nothing = float("nan")
    ranked = ranking(components([1, 1, 1, 1, 1], [0.6, 0.8, 0.1, 0.5, 1], [nothing] * 4 + [0.5]))
    # (3 x 0.6 + 2 x 0.8 + 2 x 0.1 + 1 x 0.5 + 2 x 1) / 10
    assert ranked["score"].round(6).to_dict() == {"p0": 100.0, "p1": 61.0, "p2": 50.0}
    assert ranked["known_share"].round(6).to_dict() == {"p0": 1.0, "p1": 1.0, "p2": 0.2}
    assert ranked["rank"].tolist() == [1, 2, 3]


def test_a_place_that_is_first_by_every_component_is_first_in_every_draw() -> None:
    ranked = ranking(components([1, 1, 1, 1, 1], *[[0.1 * n] * 5 for n in range(9)]))
    first, last = ranked.loc["p0"], ranked.loc["p1"]
    assert (first["stability"], first["rank_low"], first["rank_high"]) == (1.0, 1, 1)
    assert (last["stability"], last["rank_low"], last["rank_high"]) == (0.0, 10, 10)


def test_a_rank_that_hangs_on_the_weights_is_said_to() -> None:
    rivals = [[1, 0, 0, 0, 0], [0, 1, 0.5, 0, 0]] * 5
    ranked = ranking(components(*rivals))
    assert (ranked["rank_low"] < ranked["rank_high"]).all()
    assert ranked["stability"].between(0.01, 0.99).any()


def test_equal_places_share_what_is_left_of_the_top() -> None:
    ranked = ranking(components([1] * 5, *[[0.5] * 5] * 8))
    assert ranked.loc["p0", ["stability", "rank_low", "rank_high"]].tolist() == [1.0, 1, 1]
    assert ranked["stability"].iloc[1:].tolist() == [0.5] * 8
    assert set(ranked["rank_low"].iloc[1:]) == {2}
    assert set(ranked["rank_high"].iloc[1:]) == {9}


def test_of_equal_scores_the_better_known_place_comes_first() -> None:
    nothing = float("nan")
    ranked = ranking(components([nothing] * 4 + [1], [1] * 5))
    assert ranked.index.tolist() == ["p1", "p0"]


def test_the_same_question_has_the_same_answer() -> None:
    frame = components([0.2, 0.4, 0.1, 0.9, 1], [0.9, 0.1, 0.3, 0.2, 0], [0.5] * 5)
    pd.testing.assert_frame_equal(ranking(frame), ranking(frame))


def test_before_the_first_fact_every_place_is_unknown_and_none_is_inactive() -> None:
    measured = measures("new,2027-06-01,berzi,grant,,false")
    assert set(measured["activity_state"]) == {"unknown"}
    weights = rules().inactivity.weights()
    assert ranked_list(
        measured, rules().inactivity.inactive_states, weights, rules().inactivity
    ).empty


def test_a_seat_lowers_the_score_and_the_rank_of_its_place_alone() -> None:
    measured = measures(
        "old,2020-06-30,berzi,grant,upe,false\nnew,2022-06-01,alejas,grant,klusums,false"
    )
    weights = rules().inactivity.weights()
    ranked = ranked_list(measured, rules().inactivity.verify_states, weights, rules().inactivity)
    effect = effect_of_seat(ranked, weights)
    assert ranked.index.tolist() == ["berzi", "alejas"]
    assert effect.loc["berzi", "score_with_seat"] < ranked.loc["alejas", "score"]
    assert effect["rank_with_seat"].tolist() == [2, 2]


def test_a_place_with_a_seat_keeps_its_score() -> None:
    measured = measures(
        "old,2020-06-30,alejas,grant,klusums,false\nseat,2022,alejas,council_elected,,false"
    )
    weights = rules().inactivity.weights()
    ranked = ranked_list(measured, rules().inactivity.verify_states, weights, rules().inactivity)
    effect = effect_of_seat(ranked, weights)
    assert effect["score_with_seat"].tolist() == ranked["score"].tolist()


@pytest.mark.parametrize("weights", [[0] * 5, [-1, 1, 1, 1, 1], [float("nan"), 1, 1, 1, 1]])
def test_unusable_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="Component"):
        rank_places(
            components([1] * 5), dict(zip(Component, weights, strict=True)), rules().inactivity
        )


@example(np.full((2, 5), 1.16e-10) * [[0, 1, 1, 1, 1], [1, 1, 1, 1, 1]])  # equal when rounded
@settings(deadline=None)  # a busy machine is no fault of the ranking
@given(
    hnp.arrays(
        float,
        st.tuples(st.integers(1, 12), st.just(5)),
        elements=st.one_of(st.floats(0, 1), st.just(np.nan)),
    )
)
def test_ranks_are_a_permutation_in_the_order_of_the_scores(values: np.ndarray) -> None:
    ranked = ranking(components(*values.tolist()))
    assert ranked["rank"].tolist() == list(range(1, len(values) + 1))
    known = ranked["score"].dropna().round(9)
    assert known.is_monotonic_decreasing
    assert known.between(0, 100 + 1e-9).all()
    assert ranked["stability"].between(0, 1).all()
    assert (ranked["rank_low"] <= ranked["rank_high"]).all()


@settings(deadline=None, max_examples=30)
@given(
    hnp.arrays(
        float,
        st.tuples(st.integers(0, 300), st.just(5)),
        # Few values, so that many places are equal.
        elements=st.sampled_from([0, 0.1, 0.25, 0.6, 1, np.nan]),
    ),
    st.integers(1, 7),
)
def test_stability_is_what_ranking_every_draw_by_itself_gives(values: np.ndarray, top: int) -> None:
    inactivity = rules().inactivity
    draws = dataclasses.replace(inactivity.stability, draws=20, top=top)
    inactivity = dataclasses.replace(inactivity, stability=draws)
    weights = inactivity.weights()
    frame = components(*values.tolist())
    ranked = rank_places(frame, weights, inactivity)

    spread = (1 - draws.spread, 1 + draws.spread)
    factors = np.random.default_rng(draws.seed).uniform(*spread, (len(NAMES), draws.draws))
    drawn = np.array(list(weights.values()))[:, None] * factors
    scores = (frame.fillna(0) @ drawn / (frame.notna().astype(float) @ drawn)).round(9)
    best = scores.rank(method="min", ascending=False, na_option="bottom")
    worst = scores.rank(method="max", ascending=False, na_option="bottom")
    within = ((top - best + 1) / (worst - best + 1)).clip(0, 1).mean(axis=1)
    expected = pd.DataFrame(
        {
            "stability": within,
            "rank_low": np.sort(best, axis=1)[:, 1],  # of 20 draws the second and the
            "rank_high": np.sort(worst, axis=1)[:, 18],  # last but one bound 90 %
        }
    )
    pd.testing.assert_frame_equal(
        ranked[expected.columns].sort_index(), expected.sort_index(), check_dtype=False
    )


@pytest.mark.parametrize(
    ("state", "has_seat", "has_community", "step"),
    [
        ("no_recent_news", True, True, "ask_representative"),
        ("no_recent_news", False, True, "contact_community"),
        ("no_recent_news", False, False, "verify_on_site"),
        ("quiet", True, True, "restart_meeting"),
        ("none_known", False, False, "residents_meeting"),
        ("unknown", True, False, "ask_council"),
        ("unknown", False, False, "find_out"),
        ("active", True, True, None),
        ("emerging", False, True, None),
    ],
)
def test_next_step(state: str, has_seat: bool, has_community: bool, step: str | None) -> None:  # noqa: FBT001
    row = pd.DataFrame(
        {"activity_state": [state], "has_seat": [has_seat], "has_community": [has_community]}
    )
    (suggested,) = next_step(row, rules().inactivity)
    assert (suggested.step_id if suggested else None) == step


def test_only_a_known_community_is_invited() -> None:
    inviting = [step for step in rules().inactivity.next_steps if "uzaicin" in step.step["lv"]]
    assert [step.has_community for step in inviting] == [True]


THREE_PARTS = """old,2022-06-30,alejas,grant,klusums,false
look,2026-01-01,berzi,community_not_found,,false"""


def part(which: AttentionPart, rows: str = THREE_PARTS) -> pd.DataFrame:
    inactivity = rules().inactivity
    return attention_list(which, measures(rows), inactivity.weights(), inactivity, register())


@pytest.mark.parametrize(
    ("which", "place_id"),
    [
        (AttentionPart.INACTIVE, "berzi"),
        (AttentionPart.VERIFY, "alejas"),
        (AttentionPart.UNKNOWN, "kazoki"),
    ],
)
def test_the_parts_are_never_mixed(which: AttentionPart, place_id: str) -> None:
    assert part(which).index.tolist() == [place_id]


def test_places_without_news_have_no_score_and_no_rank() -> None:
    listed = part(AttentionPart.UNKNOWN)
    assert listed[["rank", "score", "stability", "rank_low", "rank_high"]].isna().all(axis=None)


def test_places_without_news_stand_by_apkaime_and_by_name() -> None:
    named = register()
    named.loc[named["place_id"] == "kazoki", "apkaime_id"] = None
    inactivity = rules().inactivity
    weights = inactivity.weights()
    listed = attention_list(AttentionPart.UNKNOWN, measures("", named), weights, inactivity, named)
    assert listed.index.tolist() == ["alejas", "berzi", "kazoki"]
