"""Where each instrument of cooperation has been used and what it led to, read from the ledger."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from geo_kopienas.domain.assessment.methodology import Instrument, Practice
from geo_kopienas.domain.evidence.ledger import Ledger
from geo_kopienas.domain.evidence.support import support_facts
from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level


@dataclass(frozen=True, slots=True)
class InstrumentUse:
    """What the ledger of a day says of one instrument.

    Attributes:
        use_ids: Evidence of its use, newest first; summaries included.
        result_ids: Evidence of what it led to, newest first; summaries included.
        place_ids: Places that any of these facts names, in the order of the register.
        apkaimes_without: Apkaimes for which no such fact counts. The sources may be silent: this
            is no statement that it was not used there.
        result_count: Results, summaries not counted.
        result_eur: Support in EUR that they gave; None where no source gives an amount.
        results_without_eur: Results that no source says an amount of support of.
    """

    use_ids: tuple[str, ...]
    result_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    apkaimes_without: tuple[str, ...]
    result_count: int
    result_eur: float | None
    results_without_eur: int


def instrument_use(instrument: Instrument, ledger: Ledger, places: pd.DataFrame) -> InstrumentUse:
    """Work out where an instrument has been used."""
    uses = _facts_of_kinds(ledger, instrument.kinds)
    results = _facts_of_kinds(ledger, instrument.result_kinds)
    ids = {*uses.index, *results.index}
    named = {
        place
        for frame in (uses, results)
        for place_ids in frame["place_ids"]
        for place in place_ids
    }
    attributed = ledger.attributed
    reached = set(attributed.loc[attributed["evidence_id"].isin(ids), "place_id"])
    counted = results.loc[~results["is_summary"].astype(bool)]
    amounts = support_facts(results)["support_eur"].dropna()
    return InstrumentUse(
        use_ids=tuple(uses.index),
        result_ids=tuple(results.index),
        place_ids=tuple(place_id for place_id in places["place_id"] if place_id in named),
        apkaimes_without=tuple(
            place_id
            for place_id in of_level(places, Level.APKAIME)["place_id"]
            if place_id not in reached
        ),
        result_count=len(counted),
        result_eur=None if amounts.empty else float(amounts.sum()),
        results_without_eur=len(counted) - len(amounts),
    )


def _facts_of_kinds(ledger: Ledger, kinds: Collection[str]) -> pd.DataFrame:
    facts = ledger.facts.loc[ledger.facts["kind"].isin(kinds)]
    return facts.sort_values(["last_day", "known_from"], ascending=False, kind="stable")


def practice_facts(practice: Practice, ledger: Ledger) -> pd.DataFrame | None:
    """The facts of a card in the order of time, or None if one is not certain yet on that day."""
    if not set(practice.evidence_ids) <= set(ledger.facts.index):
        return None
    facts = ledger.facts.loc[list(practice.evidence_ids)]
    return facts.sort_values("known_from", kind="stable")
