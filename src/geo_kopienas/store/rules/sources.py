"""Which hosts are no sources.

`rules/sources.toml` of the data directory; the checkout's own where a directory has none.
"""

from pathlib import Path

from geo_kopienas.domain.schema.addresses import SOURCE_RULES_FILE, SourceRules
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_own_or_default


def read_source_rules(path: Path) -> tuple[SourceRules | None, list[Problem]]:
    """The rules, or None if anything is wrong, and every fault of their file."""
    return read_own_or_default(path, SOURCE_RULES_FILE, SourceRules)
