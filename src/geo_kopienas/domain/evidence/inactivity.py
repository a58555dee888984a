"""The attention list: which places need attention, what is known of them, and the next step.

How they are ranked, and how solid a rank is: `ranking`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd
import shapely

from geo_kopienas.domain.evidence.activity import resident_communities
from geo_kopienas.domain.evidence.indicators import whole_months
from geo_kopienas.domain.evidence.ledger import Ledger, countable_facts, ids_by_place
from geo_kopienas.domain.evidence.ranking import RANKING_COLUMNS, rank_places, weighted_means
from geo_kopienas.domain.evidence.rules import MAX_WEIGHT, InactivityRules, NextStep, Rules
from geo_kopienas.domain.places.hierarchy import counting_places, existing_on, of_level
from geo_kopienas.domain.schema.codes import ActivityState, AttentionPart, Component, Level
from geo_kopienas.domain.schema.collation import name_key
from geo_kopienas.domain.schema.crs import METRES_PER_KM
from geo_kopienas.domain.schema.membership import is_among


def inactivity_measures(
    level: Level,
    ledger: Ledger,
    statuses: pd.DataFrame,
    positions: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """What the score is made of, for every place of a level that is ranked at all.

    Args:
        level: The level.
        ledger: The ledger at the chosen day.
        statuses: `place_statuses` of that day.
        positions: `place_positions` of the register.
        rules: The rules.

    Returns:
        Frame indexed by `place_id`: `name_lv`, `activity_state`, one float column for each
        component with its raw value (NaN where not known; the state's score), `nearest_active_id`,
        `population_year`, `activity_date`, `apkaime_id`, `has_seat`, `is_seat_of_apkaime` (it is
        represented by its apkaime's council alone), `has_community` (a resident community is
        known), `evidence_ids` (facts that the row rests on: the newest of any kind, those of the
        state, those of the seat).
    """
    ranking = rules.inactivity
    wanted = existing_on(of_level(ledger.places, level), ledger.as_of)
    wanted = wanted.loc[~wanted["status"].isin(ranking.unranked_statuses)].set_index("place_id")
    states = statuses.loc[wanted.index, "activity_state"]
    newest = _newest_facts(ledger)
    months = whole_months(newest["last_day"].reindex(wanted.index), ledger.as_of)
    is_active = states == ActivityState.ACTIVE
    residents = wanted["population_count"].astype("Float64").astype("float64")
    without_active = residents.mask(is_active & residents.notna(), 0)
    distance, nearest = _nearest_active(positions, wanted.index, is_active)
    seats = _seat_facts(ledger, ranking)
    has_seat = is_among(wanted.index, seats["place_id"])
    own_seats = seats.loc[~seats["is_of_apkaime"], "place_id"]
    scores = next((asdict(scored.scores) for scored in ranking.components if scored.scores), {})
    measures = pd.DataFrame(
        {
            "name_lv": wanted["name_lv"],
            "activity_state": states,
            Component.STATE.value: states.map(scores).astype("float64"),
            Component.MONTHS_SINCE_EVIDENCE.value: months,
            Component.RESIDENTS_WITHOUT_ACTIVE.value: without_active,
            Component.DISTANCE_TO_ACTIVE_KM.value: distance,
            Component.WITHOUT_SEAT.value: np.where(has_seat, 0.0, 1.0),
            "nearest_active_id": nearest,
            "population_year": wanted["population_year"],
            "activity_date": statuses.loc[wanted.index, "activity_date"],
            "apkaime_id": wanted["apkaime_id"],
            "has_seat": has_seat,
            "is_seat_of_apkaime": has_seat & ~is_among(wanted.index, own_seats),
            "has_community": is_among(wanted.index, _places_of_communities(ledger, rules)),
        },
        index=wanted.index,
    )
    measures["evidence_ids"] = [
        tuple(dict.fromkeys([*([] if pd.isna(first) else [first]), *of_state, *of_seat]))
        for first, of_state, of_seat in zip(
            newest["evidence_id"].reindex(wanted.index),
            statuses.loc[wanted.index, "activity_evidence_ids"],
            ids_by_place(seats, wanted.index),
            strict=True,
        )
    ]
    return measures


def scaled_components(measures: pd.DataFrame, rules: InactivityRules) -> pd.DataFrame:
    """Every component between 0 and 1, NaN where not known; a column each."""
    columns = {}
    for scored in rules.components:
        raw = measures[scored.component.value].astype("float64")
        columns[scored.component.value] = (
            raw if scored.full is None else (raw / scored.full).clip(0, 1)
        )
    return pd.DataFrame(columns, index=measures.index)


def attention_list(
    part: AttentionPart,
    measures: pd.DataFrame,
    weights: Mapping[Component, float],
    rules: InactivityRules,
    places: pd.DataFrame,
) -> pd.DataFrame:
    """One part of the attention list.

    Args:
        part: Which.
        measures: `inactivity_measures`.
        weights: Weight of each component.
        rules: The rules.
        places: The register, for the names of apkaimes.

    Returns:
        The columns of `ranked_list`. Places without news have no rank and no score; they stand
        by the name of their apkaime, those outside any last, and by their own name.
    """
    if part is AttentionPart.INACTIVE:
        return ranked_list(measures, rules.inactive_states, weights, rules)
    if part is AttentionPart.VERIFY:
        return ranked_list(measures, rules.verify_states, weights, rules)
    without_news = ranked_list(measures, [ActivityState.UNKNOWN], weights, rules)
    without_news[list(RANKING_COLUMNS)] = np.nan
    names = places.set_index("place_id")["name_lv"]
    apkaimes = names.reindex(without_news["apkaime_id"]).to_numpy()
    keys = [
        (pd.isna(apkaime), name_key("" if pd.isna(apkaime) else apkaime), name_key(name))
        for apkaime, name in zip(apkaimes, without_news["name_lv"], strict=True)
    ]
    return without_news.iloc[sorted(range(len(keys)), key=keys.__getitem__)]


def places_by_need(
    measures: pd.DataFrame, rules: InactivityRules, places: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """All places in groups that stand apart, the most urgent first.

    Returns:
        `attention_list` by part with the weights of the rules, and `other`: the ranked places
        that need no attention.
    """
    weights = rules.weights()
    groups: dict[str, pd.DataFrame] = {
        part.value: attention_list(part, measures, weights, rules, places) for part in AttentionPart
    }
    listed = {*rules.inactive_states, *rules.verify_states, ActivityState.UNKNOWN}
    groups["other"] = ranked_list(measures, set(ActivityState) - listed, weights, rules)
    return groups


def ranked_list(
    measures: pd.DataFrame,
    states: Collection[ActivityState],
    weights: Mapping[Component, float],
    rules: InactivityRules,
) -> pd.DataFrame:
    """The places of the given states, ranked, with everything that their rank rests on.

    The parts of the attention list are ranked apart: pass the states of one.

    Returns:
        The columns of `rank_places` and of `inactivity_measures`, one column
        `<component>_scaled` for each component, and `next_step` (NextStep or None); best rank
        first, indexed by `place_id`.

    Raises:
        ValueError: The weights are not usable.
    """
    listed = measures.loc[measures["activity_state"].isin(list(states))]
    scaled = scaled_components(listed, rules)
    ranked = rank_places(scaled, weights, rules)
    steps = pd.Series(next_step(listed, rules), index=listed.index, dtype=object)
    return ranked.join([listed, scaled.add_suffix("_scaled"), steps.rename("next_step")])


def effect_of_seat(ranked: pd.DataFrame, weights: Mapping[Component, float]) -> pd.DataFrame:
    """What one representative would change for each place, the other places staying as they are.

    Args:
        ranked: `ranked_list`.
        weights: The weights that it was ranked by.

    Returns:
        Frame indexed like `ranked`: `score_with_seat` and `rank_with_seat`; a place that is
        represented already keeps its own.
    """
    columns = [f"{component.value}_scaled" for component in weights]
    values = ranked[columns].to_numpy(dtype=float, copy=True)
    values[:, columns.index(f"{Component.WITHOUT_SEAT.value}_scaled")] = 0
    is_known = ~np.isnan(values)
    stated = np.array(list(weights.values()), dtype=float)[:, None]
    scores = 100 * weighted_means(np.where(is_known, values, 0.0), is_known, stated)[:, 0]
    ordered = np.sort(ranked["score"].dropna().to_numpy())
    # The place's own former score is above the new one and does not stand in its way.
    above = len(ordered) - np.searchsorted(ordered, scores, side="right")
    above -= (ranked["score"] > scores).to_numpy()
    has_seat = ranked["has_seat"].to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "score_with_seat": np.where(has_seat, ranked["score"], scores),
            "rank_with_seat": np.where(has_seat, ranked["rank"], above + 1),
        },
        index=ranked.index,
    )


def weights_from_text(text: str, rules: InactivityRules) -> dict[Component, float] | None:
    """Read weights such as `3;2;2;1;2`, in the order of the rules; None if they are not usable."""
    parts = text.replace(",", ".").split(";")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    usable = all(0 <= number <= MAX_WEIGHT for number in numbers) and sum(numbers) > 0
    if len(numbers) != len(rules.components) or not usable:
        return None
    return {
        scored.component: number for scored, number in zip(rules.components, numbers, strict=True)
    }


def weights_to_text(weights: Mapping[Component, float]) -> str:
    """The form that `weights_from_text` reads."""
    return ";".join(f"{weight:g}" for weight in weights.values())


def next_step(measures: pd.DataFrame, rules: InactivityRules) -> list[NextStep | None]:
    """The first suggestion that fits each place; None where none is needed."""
    return [
        next((step for step in rules.next_steps if _fits(step, state, seat, community)), None)
        for state, seat, community in zip(
            measures["activity_state"], measures["has_seat"], measures["has_community"], strict=True
        )
    ]


def _fits(step: NextStep, state: str, has_seat: bool, has_community: bool) -> bool:  # noqa: FBT001
    return (
        state in step.states
        and step.has_seat in {None, has_seat}
        and step.has_community in {None, has_community}
    )


def _newest_facts(ledger: Ledger) -> pd.DataFrame:
    """The newest fact of every place, of any kind: `evidence_id`, `last_day`."""
    facts = countable_facts(ledger)[["last_day"]]
    rows = ledger.attributed.merge(facts.reset_index(), on="evidence_id")
    rows = rows.sort_values(["last_day", "evidence_id"], ascending=[False, True])
    return rows.drop_duplicates("place_id").set_index("place_id")[["evidence_id", "last_day"]]


def _nearest_active(
    positions: pd.DataFrame, place_ids: pd.Index, is_active: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Distance in km to the nearest active place of the level, and which it is.

    An active place is its own nearest, at 0 km. Missing without a position or an active place.
    """
    located = place_ids[is_among(place_ids, positions.index)]
    active = located[is_active.reindex(located).to_numpy(dtype=bool)]
    if active.empty or located.empty:
        return (
            pd.Series(np.nan, index=place_ids, dtype="float64"),
            pd.Series(None, index=place_ids, dtype=object),
        )
    active_points: np.ndarray = np.asarray(shapely.points(positions.loc[active]))
    points: np.ndarray = np.asarray(shapely.points(positions.loc[located]))
    which: np.ndarray = np.asarray(shapely.STRtree(active_points).nearest(points))
    metres = shapely.distance(points, active_points[which])
    distance = pd.Series(metres / METRES_PER_KM, index=located).reindex(place_ids)
    distance = distance.mask(is_active, 0.0)
    return distance, pd.Series(active[which], index=located, dtype=object).reindex(place_ids)


def _seat_facts(ledger: Ledger, rules: InactivityRules) -> pd.DataFrame:
    """Facts of a seat at the places that they stand for.

    A place has the seats of the places below it; a settlement has those of its apkaime too,
    because the whole apkaime elects its council.
    """
    facts = ledger.facts.loc[ledger.facts["kind"].isin(rules.seat.kinds), ["last_day"]]
    columns = ["place_id", "evidence_id", "last_day", "is_of_apkaime"]
    rows = ledger.attributed.merge(facts.reset_index(), on="evidence_id")
    places = ledger.places
    members = places.loc[places["apkaime_id"].notna(), ["place_id", "apkaime_id"]]
    rows = rows.assign(is_of_apkaime=False)
    named = rows.loc[rows["is_own"].astype(bool), columns].assign(is_of_apkaime=True)
    handed = named.rename(columns={"place_id": "apkaime_id"}).merge(members, on="apkaime_id")
    return pd.concat([rows[columns], handed[columns]], ignore_index=True).drop_duplicates()


def _places_of_communities(ledger: Ledger, rules: Rules) -> pd.Series:
    """The places for which a resident community is known on the ledger's day."""
    communities = resident_communities(ledger.communities, rules.activity)
    named_ids = ledger.facts["community_ids"].explode().dropna()
    is_known = is_among(communities["community_id"], named_ids)
    named = communities.loc[is_known, "place_ids"].explode().dropna()
    counting = counting_places(ledger.places)
    counted: pd.Series[str] = counting.loc[is_among(counting["place_id"], named), "counts_for_id"]
    return counted
