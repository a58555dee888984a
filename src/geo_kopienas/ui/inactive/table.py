"""A ranked list as a compact table: sorted as a whole on the server, a row opened in the browser.

A click on a heading or on "show more" presses a hidden button of Streamlit (`static/page/page.js`);
opening a row stays in the browser.
"""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo_kopienas.domain.schema.codes import Component
from geo_kopienas.texts import Texts
from geo_kopienas.ui.frame.html import show_template
from geo_kopienas.ui.inactive.cards import AttentionList, column_key
from geo_kopienas.ui.inactive.sorting import (
    COLUMNS,
    INTERVAL,
    NAME,
    RANK,
    SCORE,
    STABILITY,
    Sorting,
    next_sorting,
)

#: About two screens of a phone; the style sheet hides the rest until it is asked for.
FIRST_ON_A_PHONE = 8


def show_list_buttons(
    sorting: Sorting,
    texts: Texts,
    *,
    on_sort: Callable[[Sorting], None],
    on_more: Callable[[], None],
) -> None:
    """The buttons that a click on a heading or on "show more" presses; nobody sees them.

    Show them once on a page that shows tables.

    Args:
        sorting: What the tables are sorted by.
        texts: Words of the language.
        on_sort: Called with what a click on a heading asks for.
        on_more: Called when more rows are asked for.
    """
    show_template("inactive/list_style.html")
    with st.container(key="place_list_buttons"):
        for column in COLUMNS:
            asked = next_sorting(sorting, column)
            label = texts["inactive.sort_by"]
            st.button(label, key=_press_key(column), on_click=on_sort, args=(asked,))
        st.button(texts["inactive.show_more"], key="list_more", on_click=on_more)


def show_table(listed: AttentionList, shown: pd.DataFrame, *, has_more: bool) -> None:
    """Show a list.

    Args:
        listed: The list.
        shown: Its rows that are shown, in their order.
        has_more: Whether more rows can be shown.
    """
    show_template(
        "inactive/list.html",
        texts=listed.texts,
        table=listed,
        rows=listed.rows(shown),
        total=len(listed.places),
        columns=[_column(name, listed) for name in _columns_of(listed)],
        has_more=has_more,
        is_folded=len(shown) > FIRST_ON_A_PHONE,
    )


def _press_key(column: str) -> str:
    return f"list_sort_{column}"


def _columns_of(listed: AttentionList) -> tuple[str, ...]:
    return (RANK, NAME, SCORE, *listed.components, STABILITY, INTERVAL)


def _column(name: str, listed: AttentionList) -> dict[str, str]:
    texts, top, sorting = listed.texts, listed.top, listed.choices.sorting
    about = f"component.{name}" if name in set(Component) else f"inactive.about.{name}"
    order = "descending" if sorting.is_descending else "ascending"
    return {
        "id": name,
        "label": texts.say(column_key(name, listed.part), top=top),
        "title": texts.say(about, top=top),
        "order": order if name == sorting.column else "",
        "press": _press_key(name),
    }
