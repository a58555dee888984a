"""The ledger of evidence: which facts were known on a day, and for which place they count."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo_kopienas.domain.places.hierarchy import counting_places


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
