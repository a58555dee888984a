"""How tables of population figures are understood: their words, and the tables that are known.

`rules/population.toml` of the data directory; the checkout's own where a directory has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.plan import Series
from geo_kopienas.domain.population.statistical_table import TableWords
from geo_kopienas.domain.schema.cells import is_web_address
from geo_kopienas.store.location import DEFAULT_DATA
from geo_kopienas.store.rules.entries import Entry, read_toml, refuse_doubled

if TYPE_CHECKING:
    from pathlib import Path

    from geo_kopienas.domain.schema.problems import Problem

POPULATION_RULES_FILE = "rules/population.toml"
#: Id of the entry for every table that has none of its own.
ANY_TABLE = "*"
_WORDS = ("areas", "times", "totals", "residents", "year_begins")


def read_population_rules(
    path: Path,
) -> tuple[TableWords | None, dict[str, Series], list[Problem]]:
    """Words, known tables by their id, and every fault of their file.

    Args:
        path: The directory's file; where there is none, the checkout's is read.
    """
    content, problems = read_toml(
        path if path.exists() else DEFAULT_DATA / POPULATION_RULES_FILE, POPULATION_RULES_FILE
    )
    if content is None:
        return None, {}, problems
    root = Entry(content, POPULATION_RULES_FILE, None, problems)
    root.refuse_unknown(("words", "table"))
    stated = root.table("words")
    stated.refuse_unknown(_WORDS)
    lists = {name: tuple(map(normalise_name, stated.names(name))) for name in _WORDS}
    entries = root.entries("table")
    refuse_doubled(entries)
    tables = {}
    for entry in entries:
        entry.refuse_unknown(("id", "series_lv", "series_en", "url"))
        series, url = entry.words("series"), entry.text("url")
        if url and not is_web_address(url):
            entry.fault("invalid_url", "url", url)
        tables[entry.text("id")] = Series(series.get("lv", ""), series.get("en", ""), url)
    if problems:
        return None, {}, problems
    words = TableWords(
        frozenset(lists["areas"]),
        frozenset(lists["times"]),
        frozenset(lists["totals"]),
        lists["residents"],
        lists["year_begins"],
    )
    return words, tables, []
