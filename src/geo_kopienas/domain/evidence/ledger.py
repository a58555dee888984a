"""The ledger of evidence: which facts were known on a day, and for which place they count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geo_kopienas.domain.places.hierarchy import counting_places
from geo_kopienas.domain.schema.codes import DateBasis


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """The evidence as it was known on one day, with the places and communities it speaks of.

    Attributes:
        facts: Rows of the evidence table that are certain on `as_of`, indexed by `evidence_id`.
        attributed: `evidence_id`, `place_id`, `is_own`: every fact once for each place that it
            counts for; `is_own` where the fact names the place itself.
        as_of: The day.
        places: The register.
        communities: The table of communities.
    """

    facts: pd.DataFrame
    attributed: pd.DataFrame
    as_of: date
    places: pd.DataFrame
    communities: pd.DataFrame


def ledger_as_of(
    evidence: pd.DataFrame, places: pd.DataFrame, communities: pd.DataFrame, as_of: date
) -> Ledger:
    """Open the ledger at the end of the day `as_of`.

    A fact counts from the first day on which it is certain (`known_from`): the last possible day
    of an imprecise date. A fact about several places counts once in each total above them.

    Args:
        evidence: The evidence table with `known_from` as a timestamp.
        places: The register.
        communities: The table of communities.
        as_of: The day.
    """
    facts = evidence.loc[evidence["known_from"] <= pd.Timestamp(as_of)].set_index("evidence_id")
    named = facts["place_ids"].explode().rename("place_id").reset_index()
    counted = named.merge(counting_places(places), on="place_id")
    counted["is_own"] = counted["place_id"] == counted["counts_for_id"]
    pairs = counted.drop(columns="place_id").rename(columns={"counts_for_id": "place_id"})
    is_own = pairs.groupby(["evidence_id", "place_id"], sort=False)["is_own"].max()
    return Ledger(facts, is_own.reset_index(), as_of, places, communities)


def facts_of_place(ledger: Ledger, place_id: str) -> pd.DataFrame:
    """The facts that count for a place, newest first, with `is_own`; summaries included."""
    rows = ledger.attributed.loc[ledger.attributed["place_id"] == place_id]
    facts = ledger.facts.loc[rows["evidence_id"]].assign(is_own=rows["is_own"].to_numpy())
    return facts.sort_values(["last_day", "known_from"], ascending=False, kind="stable")


def countable_facts(ledger: Ledger) -> pd.DataFrame:
    """The facts without summaries: a summary repeats facts of other rows and makes no status."""
    return ledger.facts.loc[~ledger.facts["is_summary"].astype(bool)]


def ids_by_place(rows: pd.DataFrame, place_ids: Iterable[str]) -> list[tuple[str, ...]]:
    """The facts of every place, newest first; an empty tuple where there are none.

    Args:
        rows: `place_id`, `evidence_id`, `last_day`.
        place_ids: The places, whose order the answer has.
    """
    # A merge without a hit keeps the index of facts, which is called like a column.
    rows = rows.reset_index(drop=True)
    newest_first = rows.sort_values(["last_day", "evidence_id"], ascending=[False, True])
    ordered = newest_first.sort_values("place_id", kind="stable")
    names, starts = np.unique(ordered["place_id"].to_numpy(dtype=object), return_index=True)
    parts = np.split(ordered["evidence_id"].to_numpy(dtype=object), starts[1:])
    facts = {name: tuple(part) for name, part in zip(names, parts, strict=False)}
    return [facts.get(place_id, ()) for place_id in place_ids]


def stated_date(facts: pd.DataFrame) -> pd.Series:
    """Until when each fact reaches, as its source states it.

    Of an unknown day between two dates it is their interval, as ISO 8601 writes one
    (`2014-12/2017-02`); for the later of the two would be a date that no source states.
    """
    last = facts["date_end"].fillna(facts["date"])
    is_between = (facts["date_basis"] == DateBasis.BETWEEN) & facts["date_end"].notna()
    return last.mask(is_between, facts["date"] + "/" + facts["date_end"])


def stated_dates(evidence_ids: list[tuple[str, ...]], facts: pd.DataFrame) -> np.ndarray:
    """The `stated_date` of the first of some facts; None without a fact."""
    stated = stated_date(facts)
    first = [ids[0] if ids else None for ids in evidence_ids]
    dates = stated.reindex(first).astype(object)
    stated_days: np.ndarray = dates.where(dates.notna(), None).to_numpy()
    return stated_days


def months_before(ledger: Ledger, months: int) -> pd.Timestamp:
    """The day so many months before the ledger's."""
    return pd.Timestamp(ledger.as_of) - pd.DateOffset(months=months)
