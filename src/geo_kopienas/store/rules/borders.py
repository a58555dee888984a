"""Sources of official borders: what is said of them and where they are fetched from.

`rules/borders.toml` of the data directory; the checkout's own where a directory has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from pydantic import Field

from geo_kopienas.domain.schema import entries
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_own_or_default

SOURCES_FILE = "rules/borders.toml"


@dataclass(frozen=True, slots=True)
class SourceEntry(entries.Entry):
    """One source of borders.

    Attributes:
        source_id: Its id, also of its attribution.
        basis: What the layers say of their source, by language.
        apkaime_basis: What apkaimes drawn from it say, by language.
        attribution: Whom the licence wants named.
        licence: The licence.
        url: Address of the data set.
        download: Address of the file, empty where it is not fetched.
    """

    source_id: Annotated[entries.Text, Field(alias="id")]
    basis: entries.Words
    apkaime_basis: entries.Words
    attribution: entries.Text
    licence: entries.Text
    url: entries.Address
    download: entries.OptionalAddress


@dataclass(frozen=True, slots=True)
class _Sources(entries.Entry):
    __pydantic_config__: ClassVar = entries.ANY_KEYS

    by_id: Annotated[Mapping[str, SourceEntry], entries.Entries(), Field(alias="source")]


def read_sources(path: Path) -> tuple[Mapping[str, SourceEntry], list[Problem]]:
    """The sources by id, and every fault of their file."""
    sources, problems = read_own_or_default(path, SOURCES_FILE, _Sources)
    return {} if sources is None else sources.by_id, problems
