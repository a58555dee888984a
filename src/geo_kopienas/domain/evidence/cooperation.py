"""What the ledger says of a municipality's cooperation with places: steps, proposals, spreads.

A fact about several places counts at each of them and once in every total.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo_kopienas.domain.evidence.ledger import Ledger, facts_of_place, ids_by_place
from geo_kopienas.domain.places.hierarchy import counting_places, existing_on, of_level
from geo_kopienas.domain.schema.codes import CollaborationStatus, EvidenceKind, Level, Theme, Unit
from geo_kopienas.domain.schema.membership import is_among

#: Kinds of evidence that belong together on a line of time, from the municipality's side to the
#: residents' own; every kind is in one group.
KIND_GROUPS: dict[str, tuple[EvidenceKind, ...]] = {
    "councils": (
        EvidenceKind.COUNCIL_STARTED,
        EvidenceKind.COUNCIL_ELECTED,
        EvidenceKind.COUNCIL_FIRST_SITTING,
        EvidenceKind.ELECTION,
    ),
    "rules": (EvidenceKind.REGULATION, EvidenceKind.AGREEMENT),
    "talks": (
        EvidenceKind.CONSULTATION,
        EvidenceKind.PROPOSAL,
        EvidenceKind.MEETING,
        EvidenceKind.SURVEY,
    ),
    "participatory_budget": (
        EvidenceKind.PARTICIPATORY_BUDGET_CALL,
        EvidenceKind.PARTICIPATORY_BUDGET_IDEA,
        EvidenceKind.PARTICIPATORY_BUDGET_SUPPORTED,
        EvidenceKind.PARTICIPATORY_BUDGET_REALISED,
    ),
    "support": (
        EvidenceKind.GRANT_CALL,
        EvidenceKind.GRANT,
        EvidenceKind.AWARD,
        EvidenceKind.PROJECT,
        EvidenceKind.FUNDRAISING,
    ),
    "visits": (
        EvidenceKind.WORKING_GROUP_MEMBER,
        EvidenceKind.VISIT_PLANNED,
        EvidenceKind.VISIT_HELD,
    ),
    "community": (
        EvidenceKind.COMMUNITY_FOUNDED,
        EvidenceKind.COMMUNITY_NAMED,
        EvidenceKind.COMMUNITY_ACTIVE,
        EvidenceKind.COMMUNITY_NOT_FOUND,
        EvidenceKind.COMMUNITY_ENDED,
        EvidenceKind.EVENT,
        EvidenceKind.RECOGNITION,
    ),
}

#: Column of proposals whose source gives no theme.
NO_THEME = "no_theme"

_STEPS = {status.value: number for number, status in enumerate(CollaborationStatus)}


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Quantities of facts, spread over places.

    Attributes:
        by_place: A row a place that has such facts, a column a quantity; NaN where none gives it.
        elsewhere: Sums of the facts that count for none of these places.
        total: Sums over all facts, each counted once.
        evidence: The facts of each row, newest first, by `place_id`.
        elsewhere_ids: The facts of `elsewhere`.
        total_ids: All facts.
        shared_ids: Facts that count in more than one row.
    """

    by_place: pd.DataFrame
    elsewhere: pd.Series
    total: pd.Series
    evidence: dict[str, tuple[str, ...]]
    elsewhere_ids: tuple[str, ...]
    total_ids: tuple[str, ...]
    shared_ids: tuple[str, ...]


def ladder(
    places: pd.DataFrame,
    statuses: pd.DataFrame,
    level: Level,
    as_of: date,
    place_id: str | None = None,
) -> pd.DataFrame:
    """The step of cooperation of every place of a level.

    Args:
        places: The register.
        statuses: `place_statuses` of the day.
        level: The level.
        as_of: The day; places that had ended by then are left out.
        place_id: A place that is shown whatever its level.

    Returns:
        The columns of `collaboration_statuses` with `step` (0 = unknown), indexed by `place_id`
        in the order of the register; the highest step first, current before past.
    """
    is_shown = is_among(places["place_id"], existing_on(of_level(places, level), as_of)["place_id"])
    shown = places.loc[is_shown | (places["place_id"] == place_id), "place_id"]
    rows = statuses.loc[shown]
    rows = rows.assign(step=rows["collaboration_status"].map(_STEPS).astype(int))
    return rows.sort_values(["step", "is_current"], ascending=False, kind="stable")


def facts_in_scope(
    ledger: Ledger, place_id: str | None, years: tuple[int, int] | None
) -> pd.DataFrame:
    """Facts of a place, or of all, that became certain in the years; newest first.

    Args:
        ledger: The ledger at the chosen day.
        place_id: The place; the facts of the places below it are its facts too. None for all.
        years: First and last year; None for all.

    Returns:
        Rows of the ledger with `year`, the year of the day from which the fact counts.
    """
    facts = ledger.facts if place_id is None else facts_of_place(ledger, place_id)
    facts = facts.assign(year=facts["known_from"].dt.year)
    if years is not None:
        facts = facts.loc[facts["year"].between(*years)]
    return facts.sort_values(["last_day", "known_from"], ascending=False, kind="stable")


def years_of(ledger: Ledger) -> tuple[int, int]:
    """First and last year in which a fact of the ledger became certain; the day's if none did."""
    years = ledger.facts["known_from"].dt.year
    if years.empty:
        return ledger.as_of.year, ledger.as_of.year
    return int(years.min()), int(years.max())


def proposals_by_theme(facts: pd.DataFrame) -> pd.DataFrame:
    """Number of budget proposals of every fact: indexed by `evidence_id`, a column a theme.

    Proposals without a stated theme stand in `NO_THEME`, which is there only if there are any.
    """
    made = facts.loc[
        (facts["kind"] == EvidenceKind.PROPOSAL)
        & (facts["unit"] == Unit.PROPOSALS)
        & facts["value"].notna()
        & ~facts["is_summary"].astype(bool)
    ]
    parts = [themed if isinstance(themed, dict) else {} for themed in made["breakdown"]]
    themes = pd.DataFrame(
        {theme.value: [themed.get(theme.value) for themed in parts] for theme in Theme},
        index=made.index,
        dtype="float64",
    )
    rest = made["value"].astype("float64") - themes.sum(axis="columns")
    if (rest > 0).any():
        themes[NO_THEME] = rest.where(rest > 0)
    return themes


def spread_over_places(quantities: pd.DataFrame, ledger: Ledger, shown: Collection[str]) -> Spread:
    """Add quantities of facts up for the places that they count for.

    Args:
        quantities: A row a fact (`evidence_id`), a column a quantity; NaN where not given.
        ledger: The ledger that the facts are of.
        shown: The places that become rows, if they have a fact.
    """
    facts = ledger.facts.loc[quantities.index, ["last_day"]]
    pairs = ledger.attributed.loc[
        is_among(ledger.attributed["evidence_id"], quantities.index)
        & ledger.attributed["place_id"].isin(shown),
        ["evidence_id", "place_id"],
    ]
    joined = pairs.merge(quantities, left_on="evidence_id", right_index=True)
    columns = list(quantities.columns)
    by_place = joined.groupby("place_id")[columns].sum(min_count=1)
    order = [place_id for place_id in ledger.places["place_id"] if place_id in by_place.index]
    rows = pairs.merge(facts, left_on="evidence_id", right_index=True)
    times = pairs["evidence_id"].value_counts()
    newest_first = facts.sort_values("last_day", ascending=False, kind="stable").index
    outside = quantities.loc[~is_among(quantities.index, pairs["evidence_id"])]
    return Spread(
        by_place=by_place.reindex(order),
        elsewhere=outside.sum(min_count=1),
        total=quantities.sum(min_count=1),
        evidence=dict(zip(order, ids_by_place(rows, order), strict=True)),
        elsewhere_ids=tuple(newest_first[is_among(newest_first, outside.index)]),
        total_ids=tuple(newest_first),
        shared_ids=tuple(newest_first[is_among(newest_first, times.index[times > 1])]),
    )


def rows_for(places: pd.DataFrame, level: Level, place_id: str | None) -> list[str]:
    """The places that a table shows: those of the level that lie in the chosen place, and itself.

    Args:
        places: The register.
        level: The level.
        place_id: The chosen place; None for the whole municipality.
    """
    of = of_level(places, level)["place_id"]
    if place_id is None:
        return list(of)
    counting = counting_places(places)
    inside = counting.loc[counting["counts_for_id"] == place_id, "place_id"]
    shown = {*of} & {*inside} | {place_id}
    return [shown_id for shown_id in places["place_id"] if shown_id in shown]
