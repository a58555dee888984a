"""The list of pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo_kopienas.ui.frame.shell import PAGES, PageEntry

CHECKOUT = Path(__file__).resolve().parents[3]
SUBPAGES = [entry for entry in PAGES if entry.address]


@pytest.mark.parametrize("entry", SUBPAGES, ids=lambda entry: entry.address)
def test_a_script_is_named_like_its_address(entry: PageEntry) -> None:
    # Otherwise Streamlit tells the first visitor of a fresh server that there is no such page.
    assert entry.script == f"pages/{entry.address}.py"
    assert (CHECKOUT / entry.script).is_file()


def test_every_script_is_a_page() -> None:
    scripts = {f"pages/{path.name}" for path in (CHECKOUT / "pages").glob("*.py")}
    assert scripts == {entry.script for entry in PAGES}
