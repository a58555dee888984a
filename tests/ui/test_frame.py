"""The list of pages."""

from __future__ import annotations

from pathlib import Path

from geo_kopienas.ui.frame import PAGES

CHECKOUT = Path(__file__).resolve().parents[2]


def test_every_page_has_its_script_in_screens() -> None:
    assert [one.script for one in PAGES if not (CHECKOUT / one.script).is_file()] == []
    assert {Path(one.script).parent.as_posix() for one in PAGES} == {"screens"}


def test_scripts_do_not_lie_where_streamlit_looks_for_its_older_pages() -> None:
    # It would show the first visitor of a subpage "Page not found". Put scripts into screens/.
    assert not (CHECKOUT / "pages").exists()
