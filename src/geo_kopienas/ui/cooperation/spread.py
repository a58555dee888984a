"""Tables of quantities spread over places: a row a place, the rest, and the total."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo_kopienas.domain.evidence.cooperation import Spread
from geo_kopienas.texts import Texts
from geo_kopienas.ui.cooperation.choices import Choices
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.frame.parts import Shown

#: Rows that one table shows; more would make the page heavy, and a choice of place narrows them.
MAX_ROWS = 150
#: What the row of the total is called among places.
TOTAL = ""


@dataclass(frozen=True, slots=True, eq=False)
class SpreadTable:
    """A table of quantities.

    Attributes:
        spread: The quantities.
        caption: What the table shows.
        columns: Names of the quantities, of their sum, and of the sum per resident.
        note: What must be said below it.
        residents: By `place_id` and `TOTAL`; None where no sum is divided by them.
    """

    spread: Spread
    caption: str
    columns: tuple[str, ...]
    note: str = ""
    residents: pd.Series | None = None

    def cells(self, numbers: pd.Series, place_id: str | None, texts: Texts) -> list[str]:
        """The numbers of a row, their sum, and the sum per resident."""
        total = numbers.sum(min_count=1)
        shown = [*numbers, total]
        if self.residents is not None:
            shown.append(total / self.residents.get(place_id, float("nan")))
        return [number_or_dash(number, texts) for number in shown]


def show_spread(table: SpreadTable, shown: Shown[Choices]) -> None:
    """Show the rows of places, of what counts for none of them, and the total."""
    texts, spread = shown.texts, table.spread

    def row(
        name: str, numbers: pd.Series, ids: Iterable[str], place_id: str | None
    ) -> dict[str, Any]:
        return {
            "id": place_id or "",
            "is_total": place_id == TOTAL,
            "name": name,
            "cells": table.cells(numbers, place_id, texts),
            "facts": shown.views_of(ids),
        }

    rows = [
        row(shown.names[str(place_id)], numbers, spread.evidence[str(place_id)], str(place_id))
        for place_id, numbers in spread.by_place.head(MAX_ROWS).iterrows()
    ]
    if spread.elsewhere_ids:
        elsewhere = texts["cooperation.elsewhere"]
        rows.append(row(elsewhere, spread.elsewhere, spread.elsewhere_ids, None))
    rows.append(row(texts["cooperation.total"], spread.total, spread.total_ids, TOTAL))
    shared = len(spread.shared_ids)
    notes = [
        table.note,
        texts["cooperation.dash"],
        texts.count("cooperation.shared", shared) if shared else "",
        more_rows(spread.by_place, texts),
    ]
    show_template(
        "cooperation/spread.html",
        texts=texts,
        day=shown.choices.as_of.isoformat(),
        caption=table.caption,
        columns=table.columns,
        rows=rows,
        notes=list(filter(None, notes)),
    )


def more_rows(rows: pd.DataFrame, texts: Texts) -> str:
    """A note that a table was cut; empty where it was not."""
    return texts.count("cooperation.more_rows", MAX_ROWS) if len(rows) > MAX_ROWS else ""


def number_or_dash(value: float, texts: Texts) -> str:
    """A number with cents where there are any; a dash where the sources say nothing."""
    if pd.isna(value):
        return "–"
    return texts.figure(value, 2)
