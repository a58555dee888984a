"""Every address of the data directory, in columns, texts, layers and rules, judged alike."""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from geo_kopienas.domain.schema.addresses import SourceRules, address_faults, addresses_in
from geo_kopienas.domain.schema.entries import Location, place_of
from geo_kopienas.domain.schema.fields import TABLES, FieldType
from geo_kopienas.domain.schema.problems import Problem

_WITH_ADDRESSES = frozenset({FieldType.URL_LIST, FieldType.TEXT, FieldType.TEXT_LIST})


class SourceJudge:
    """Judges addresses by one set of rules, each of them once however often it is given."""

    def __init__(self, rules: SourceRules) -> None:
        self._rules = rules
        self._judged: dict[str, tuple[Problem, ...]] = {}

    def faults(self, address: str) -> tuple[Problem, ...]:
        """What is wrong with an address."""
        if address not in self._judged:
            self._judged[address] = tuple(address_faults(address, self._rules))
        return self._judged[address]

    def in_text(self, text: str) -> Iterator[Problem]:
        """What is wrong with the addresses in a text; most texts hold none."""
        if "://" in text:
            for address in addresses_in(text):
                yield from self.faults(address)

    def in_tables(self, tables: Mapping[str, pd.DataFrame]) -> Iterator[Problem]:
        """What is wrong in tables, by their names, indexed by `row`."""
        for table in TABLES:
            if table.name in tables:
                for field in table.fields:
                    if field.type in _WITH_ADDRESSES:
                        cells = tables[table.name][field.name]
                        for row, fault in self._in_cells(cells, field.type):
                            yield fault.at(file=table.file, row=int(row), column=field.name)

    def in_layer(self, file: str, layer: gpd.GeoDataFrame) -> Iterator[Problem]:
        """What is wrong in the properties of a layer, indexed by the feature's id."""
        for name in layer.columns.difference(["geometry"]):
            for row, fault in self._in_cells(layer[name], FieldType.TEXT):
                yield fault.at(file=file, row=str(row), column=str(name))

    def in_rules(self, file: str, content: Mapping[str, Any]) -> Iterator[Problem]:
        """What is wrong in a TOML file."""
        for location, text in _texts(content, ()):
            for fault in self.in_text(text):
                row, column = place_of(content, location)
                yield fault.at(file=file, row=row, column=column)

    def _in_cells(self, cells: pd.Series, kind: FieldType) -> Iterator[tuple[Any, Problem]]:
        judge = self.faults if kind is FieldType.URL_LIST else self.in_text
        for row, cell in cells.items():
            for text in cell if isinstance(cell, tuple) else (cell,):
                if isinstance(text, str):
                    yield from ((row, fault) for fault in judge(text))


def _texts(content: object, location: Location) -> Iterator[tuple[Location, str]]:
    """The texts of a file, each with the keys that lead to it."""
    if isinstance(content, str):
        yield location, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from _texts(value, (*location, key))
    elif isinstance(content, list):
        for position, value in enumerate(content):
            # A word of a list is named by the list; a table has a place of its own.
            yield from _texts(value, (*location, position) if isinstance(value, dict) else location)
