"""HTML from templates that escape every value: text from data is never markup."""

from __future__ import annotations

from functools import cache

import jinja2
import streamlit as st


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("geo_kopienas.ui", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_template(name: str, **values: object) -> str:
    """Fill a template of `ui/templates`."""
    return _environment().get_template(name).render(**values)


def show_template(name: str, **values: object) -> None:
    """Fill a template and show it."""
    st.html(render_template(name, **values))


def show_page_script(language: str) -> None:
    """Load the page's one script: it sets the document's language and serves the print buttons.

    A file, for a host's content security policy need then allow no script inside the page. The
    address is relative: it holds below any base path.
    """
    st.html(
        f'<script src="app/static/page/page.js#{language}"></script>',
        unsafe_allow_javascript=True,
    )
