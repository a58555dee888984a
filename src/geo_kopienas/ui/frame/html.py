"""HTML from templates that escape every value: text from data is never markup."""

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

import jinja2
import streamlit as st

from geo_kopienas.domain.schema.problems import LedgerError
from geo_kopienas.maps.colours import POINT_STYLES
from geo_kopienas.store.ledger.opening import open_ledger
from geo_kopienas.texts.evidence import links

#: The space between a number and its unit, and within a number: no line ends there.
_TIED = re.compile(r"(?<=\d) (?=(?:%|km²?|m²?|EUR|[MK]B|\d{3})(?!\w))|(?<=\bEUR) (?=\d)")


def tie(value: object) -> object:
    """Text in which a number and its unit stay on one line; anything else as it is."""
    return _TIED.sub("\u00a0", value) if type(value) is str else value


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("geo_kopienas.ui", "templates"),
        autoescape=True,
        finalize=tie,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["links"] = links
    environment.filters["community_symbol"] = _community_symbol
    environment.globals["takes_suggestions"] = takes_suggestions
    return environment


def takes_suggestions() -> bool:
    """Whether what somebody suggests can be kept here."""
    try:
        return open_ledger().keeps_history
    except LedgerError:
        return False


@cache
def _community_symbol(state: str) -> str:
    """The address of the symbol that stands for a community in this state on the map."""
    return f"data:image/svg+xml,{quote(POINT_STYLES[state].svg())}"


def render_template(name: str, /, **values: object) -> str:
    """Fill a template of `ui/templates`."""
    return _environment().get_template(name).render(**values)


def show_template(name: str, /, **values: object) -> None:
    """Fill a template and show it."""
    st.html(render_template(name, **values))


def show_page_script(language: str, words: Sequence[tuple[str, str]], suggestions: str) -> None:
    """Load the page's scripts: language of the document, buttons, and Streamlit's own words.

    Files, for a host's content security policy need then allow no script inside the page. Their
    addresses are relative: they hold below any base path.

    Args:
        language: `lv` or `en`.
        words: What Streamlit writes and what stands there instead.
        suggestions: The name of the list of what may be meant in a search.
    """
    st.html(
        render_template(
            "frame/page_scripts.html", language=language, words=words, suggestions=suggestions
        ),
        unsafe_allow_javascript=True,
    )
