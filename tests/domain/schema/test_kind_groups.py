"""Groups of kinds on the line of time."""

from __future__ import annotations

from collections import Counter

from geo_kopienas.domain.evidence.cooperation import KIND_GROUPS
from geo_kopienas.domain.schema.codes import EvidenceKind


def test_every_kind_is_in_one_group() -> None:
    counted = Counter(kind for group in KIND_GROUPS.values() for kind in group)
    assert counted == Counter(EvidenceKind)
