"""The rules of the default data, and the header of a ledger that is judged by them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from geo_kopienas.store.rules.statuses import read_rules

if TYPE_CHECKING:
    from geo_kopienas.domain.evidence.rules import Rules

RULES_FOLDER = Path(__file__).parents[2] / "data" / "rules"
HEADER = "evidence_id,date,place_ids,kind,community_ids,is_summary\n"


def rules() -> Rules:
    known, problems = read_rules(RULES_FOLDER / "status.toml", RULES_FOLDER / "inactivity.toml")
    assert known is not None, problems
    return known
