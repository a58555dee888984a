"""What a working group asks of the ledger: who has a seat, who was visited, what changed."""

from collections.abc import Collection
from datetime import date

import pandas as pd

from geo_kopienas.domain.evidence.ledger import Ledger, ids_by_place
from geo_kopienas.domain.schema.codes import EvidenceKind, Unit

#: Visits that a source announces or reports; the fact's `date_basis` says which is certain.
VISIT_KINDS = frozenset({EvidenceKind.VISIT_HELD, EvidenceKind.VISIT_PLANNED})

#: What a source may say of a round of visits as a whole.
ROUND_UNITS = frozenset({Unit.PEOPLE, Unit.MEETINGS})


def facts_by_own_place(ledger: Ledger, kinds: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Facts of some kinds at the places that they name themselves.

    Returns:
        Ids of the facts, newest first, by `place_id` in the order of the register; places without
        such a fact are absent.
    """
    facts = ledger.facts.loc[
        ledger.facts["kind"].isin(kinds) & ~ledger.facts["is_summary"].astype(bool), ["last_day"]
    ]
    own = ledger.attributed.loc[
        ledger.attributed["is_own"].astype(bool), ["evidence_id", "place_id"]
    ]
    rows = own.merge(facts, left_on="evidence_id", right_index=True)
    place_ids = ledger.places["place_id"]
    facts_of = zip(place_ids, ids_by_place(rows, place_ids), strict=True)
    return {place_id: ids for place_id, ids in facts_of if ids}


def visits(ledger: Ledger) -> pd.DataFrame:
    """Visits that were held or announced, newest first."""
    facts = ledger.facts.loc[ledger.facts["kind"].isin(VISIT_KINDS)]
    return facts.sort_values(["last_day", "known_from"], ascending=False, kind="stable")


def overdue_visits(evidence: pd.DataFrame, today: date) -> pd.DataFrame:
    """Visits whose planned day is over and of which nobody has said that they were held.

    Args:
        evidence: The facts, with `known_from` and `last_day`.
        today: The day.

    Returns:
        The planned visits, the oldest first. One is held when a visit, or a search for a
        community, is recorded for one of its places on its day or later.
    """
    moment = pd.Timestamp(today)
    planned = evidence.loc[
        (evidence["kind"] == EvidenceKind.VISIT_PLANNED) & (evidence["last_day"] < moment)
    ]
    kinds = (EvidenceKind.VISIT_HELD, EvidenceKind.COMMUNITY_NOT_FOUND)
    held = evidence.loc[evidence["kind"].isin(kinds)]
    is_open = [
        not any(
            not set(visit["place_ids"]).isdisjoint(ids) and day >= visit["known_from"]
            for ids, day in zip(held["place_ids"], held["last_day"], strict=True)
        )
        for _, visit in planned.iterrows()
    ]
    return planned.loc[is_open].sort_values("last_day", kind="stable")


def planned_visits(evidence: pd.DataFrame, today: date) -> pd.DataFrame:
    """Visits that are planned for today or later, the next one first."""
    is_planned = evidence["kind"] == EvidenceKind.VISIT_PLANNED
    coming = evidence.loc[is_planned & (evidence["last_day"] >= pd.Timestamp(today))]
    return coming.sort_values("known_from", kind="stable")


def round_totals(ledger: Ledger) -> pd.DataFrame:
    """Summaries that a source gives of the meetings of a round, newest first.

    A summary counts if it names a place that was visited within its time.
    """
    facts = ledger.facts
    held = facts.loc[facts["kind"] == EvidenceKind.VISIT_HELD]
    totals = facts.loc[facts["is_summary"].astype(bool) & facts["unit"].isin(ROUND_UNITS)]
    # A fact happened at the earliest on the first day of its date; ISO dates sort as text.
    first = totals["date"].astype(str)
    chosen = [
        bool(
            (
                (held["last_day"] <= last)
                & (held["date"].astype(str) >= start)
                & held["place_ids"].map(lambda ids, of=frozenset(own): not of.isdisjoint(ids))
            ).any()
        )
        for start, last, own in zip(first, totals["last_day"], totals["place_ids"], strict=True)
    ]
    return totals.loc[chosen].sort_values("last_day", ascending=False, kind="stable")


def last_round(ledger: Ledger) -> date | None:
    """The last possible day of the newest visit that was held; None if there was none."""
    held = ledger.facts.loc[ledger.facts["kind"] == EvidenceKind.VISIT_HELD, "last_day"]
    return None if held.empty else held.max().date()


def visited_places(ledger: Ledger) -> set[str]:
    """Places for which a visit that was held counts."""
    held = ledger.facts.index[ledger.facts["kind"] == EvidenceKind.VISIT_HELD]
    attributed = ledger.attributed
    return set(attributed.loc[attributed["evidence_id"].isin(held), "place_id"])


def changes(
    before: pd.DataFrame, after: pd.DataFrame, ledger: Ledger, earlier: date
) -> pd.DataFrame:
    """Places whose state differs between two days, and the facts that became certain in between.

    A state can also change by time alone: what was current becomes past, what was active quiet.

    Args:
        before: Columns to compare, indexed by `place_id`, on the earlier day.
        after: The same columns and places on the ledger's day.
        ledger: The ledger of the later day.
        earlier: The earlier day.

    Returns:
        Frame indexed by `place_id`: every column with the suffixes `_before` and `_after`, and
        `evidence_ids` of the new facts, newest first; places without a change of state are absent.
    """
    differs = (before != after.loc[before.index]).any(axis="columns")
    changed = before.index[differs]
    joined = before.loc[changed].add_suffix("_before").join(after.loc[changed].add_suffix("_after"))
    facts = ledger.facts
    new = facts.loc[facts["known_from"] > pd.Timestamp(earlier), ["last_day"]]
    rows = ledger.attributed[["evidence_id", "place_id"]].merge(
        new, left_on="evidence_id", right_index=True
    )
    joined["evidence_ids"] = pd.Series(ids_by_place(rows, changed), index=changed, dtype=object)
    return joined
