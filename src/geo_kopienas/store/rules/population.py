"""How tables of population figures are understood: their words, and the tables that are known.

`rules/population.toml` of the data directory; the checkout's own where a directory has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.plan import Series
from geo_kopienas.domain.population.statistical_table import TableWords
from geo_kopienas.domain.schema.entries import Address, Entries, Entry, Names, Table, Text, Words
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.rules.entries import read_own_or_default

POPULATION_RULES_FILE = "rules/population.toml"
#: Id of the entry for every table that has none of its own.
ANY_TABLE = "*"

_Compared = Annotated[Names, AfterValidator(lambda names: tuple(map(normalise_name, names)))]


@dataclass(frozen=True, slots=True)
class _Words(Entry):
    areas: _Compared
    times: _Compared
    totals: _Compared
    residents: _Compared
    year_begins: _Compared
    parts: _Compared = ()


@dataclass(frozen=True, slots=True)
class _Table(Entry):
    table_id: Annotated[Text, Field(alias="id")]
    series: Words
    url: Address


@dataclass(frozen=True, slots=True)
class _PopulationRules(Entry):
    words: Table[_Words]
    tables: Annotated[Mapping[str, _Table], Entries(), Field(alias="table")]


def read_population_rules(
    path: Path,
) -> tuple[TableWords | None, dict[str, Series], list[Problem]]:
    """Words, known tables by their id, and every fault of their file."""
    rules, problems = read_own_or_default(path, POPULATION_RULES_FILE, _PopulationRules)
    if rules is None:
        return None, {}, problems
    words = TableWords(
        frozenset(rules.words.areas),
        frozenset(rules.words.times),
        frozenset(rules.words.totals),
        rules.words.residents,
        rules.words.year_begins,
        rules.words.parts,
    )
    tables = {
        table_id: Series(table.series["lv"], table.series["en"], table.url)
        for table_id, table in rules.tables.items()
    }
    return words, tables, []
