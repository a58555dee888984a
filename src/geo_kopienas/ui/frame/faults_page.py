"""The one page that the app shows when the data has faults: every fault, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas.texts.faults import describe
from geo_kopienas.ui.frame.html import show_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_kopienas.domain.schema.problems import Problem
    from geo_kopienas.texts import Texts


def show(problems: Sequence[Problem], texts: Texts) -> None:
    """Show all faults as a table."""
    st.error(texts.count("faults_page.lead", len(problems)))
    show_template(
        "frame/faults.html",
        texts=texts,
        faults=[(problem, *describe(problem, texts)) for problem in problems],
    )
