"""Facts of the ledger, and cells of any table, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_kopienas.domain.schema.cells import is_missing
from geo_kopienas.texts.lookup import needed_decimals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_kopienas.texts.lookup import Texts


#: The host of a web address, as a reader is shown it.
_WEB_HOST = re.compile(r"https?://(?:www\.)?([^/]*)")


def text_of(value: object) -> str:
    """The text of a cell; empty where it holds nothing."""
    return "" if is_missing(value) else str(value)


def worded(row: Any, name: str, texts: Texts) -> str:  # noqa: ANN401 - a row of any table
    """A column in the page's language, else in Latvian."""
    return text_of(row.get(f"{name}_{texts.language}")) or text_of(row.get(f"{name}_lv"))


def links(urls: object) -> list[dict[str, str]]:
    """The web addresses of a cell with the host that the reader is shown."""
    addresses = urls if isinstance(urls, (tuple, list)) else ()
    # Only web addresses become links. The check refuses others; this filter does not rely on it.
    return [
        {"address": address, "host": host[1]}
        for address in addresses
        if (host := _WEB_HOST.match(address))
    ]


def fact_views(facts: pd.DataFrame, names: Mapping[str, str], texts: Texts) -> list[dict[str, Any]]:
    """Each fact in words, as the template `frame/fact_macros.html` shows it.

    Args:
        facts: Rows of the ledger, indexed by `evidence_id`.
        names: Name of each place by `place_id`.
        texts: Words of the language.
    """
    return [_fact(str(evidence_id), fact, names, texts) for evidence_id, fact in facts.iterrows()]


def _fact(
    evidence_id: str, fact: pd.Series, names: Mapping[str, str], texts: Texts
) -> dict[str, Any]:
    first, last = text_of(fact["date"]), text_of(fact["date_end"])
    day = texts.period(first, last) if last else texts.date(first)
    value = ""
    if not pd.isna(fact["value"]):
        number = float(fact["value"])
        value = texts.count(f"unit.{fact['unit']}", number, needed_decimals(number, 2))
    parts = fact["breakdown"] if isinstance(fact["breakdown"], dict) else {}
    return {
        "id": evidence_id,
        "date": day,
        "basis": ""
        if fact["date_basis"] == "stated"
        else texts[f"date_basis.{fact['date_basis']}"],
        "kind": texts[f"evidence_kind.{fact['kind']}"],
        "title": worded(fact, "title", texts),
        "actor": texts.get(f"actor.{text_of(fact['actor'])}", text_of(fact["actor"])),
        "value": value,
        "parts": [
            f"{texts[f'theme.{theme}']}: {texts.number(number)}" for theme, number in parts.items()
        ],
        "places": ", ".join(names[place_id] for place_id in fact["place_ids"]),
        "provenance": texts[f"provenance.{fact['provenance']}"],
        "provenance_code": fact["provenance"],
        "is_summary": bool(fact["is_summary"]),
        "note": worded(fact, "note", texts),
        "links": links(fact["source_url"]),
    }
