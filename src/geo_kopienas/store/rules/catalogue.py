"""Reading of the catalogue of indicators; all its faults in one pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field

from geo_kopienas.domain.evidence.indicators import Indicator
from geo_kopienas.domain.schema.entries import ANY_KEYS, Entries, Entry, Located, rule_fault
from geo_kopienas.domain.schema.fields import CATALOGUE_FILE
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_rules_file


@dataclass(frozen=True, slots=True)
class _Catalogue(Entry):
    __pydantic_config__: ClassVar = ANY_KEYS

    indicators: Annotated[
        tuple[Indicator, ...], Entries(may_be_empty=True), Field(alias="indicator", default=())
    ]

    @classmethod
    def cross_faults(cls, content: Mapping[str, Any], _: object) -> Iterator[Located]:
        """A catalogue of nothing."""
        if content.get("indicator") in (None, []):
            yield (), rule_fault("indicator_none")


def read_catalogue(path: Path) -> tuple[list[Indicator], list[Problem]]:
    """Read `rules/indicators.toml`.

    Returns:
        The indicators in the order of the file, and every fault; the list is empty if there is
        any fault.
    """
    catalogue, problems = read_rules_file(path, CATALOGUE_FILE, _Catalogue)
    return [] if catalogue is None else list(catalogue.indicators), problems
