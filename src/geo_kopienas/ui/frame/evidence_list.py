"""Facts of the ledger in words and as a list on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_kopienas.texts import evidence
from geo_kopienas.ui.frame.html import show_template

if TYPE_CHECKING:
    import pandas as pd

    from geo_kopienas.texts import Texts
    from geo_kopienas.ui.frame.loaders import Workspace


def fact_views(facts: pd.DataFrame, workspace: Workspace, texts: Texts) -> list[dict[str, Any]]:
    """Each fact in words, for the template `facts_macro.html`."""
    return evidence.fact_views(facts, workspace.names(texts), texts)


def show_facts(facts: pd.DataFrame, workspace: Workspace, texts: Texts) -> None:
    """Show facts as a list: date, what, who, amount, places, provenance and source."""
    show_template("facts.html", texts=texts, facts_shown=fact_views(facts, workspace, texts))
