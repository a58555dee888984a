"""What makes the pages read the data again."""

from pathlib import Path

import pytest

from geo_kopienas.store.ledger.directory import DirectoryLedger


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A data directory whose places lie elsewhere, reached by a symbolic link."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "places.csv").write_text("a")
    directory = tmp_path / "data"
    directory.mkdir()
    (directory / "places").symlink_to(elsewhere, target_is_directory=True)
    return directory


def test_a_change_behind_a_symbolic_link_is_seen(linked: Path) -> None:
    before = DirectoryLedger(linked).version()
    (linked / "places" / "places.csv").write_text("ab")
    assert DirectoryLedger(linked).version() != before


def test_a_link_that_leads_back_is_followed_once(linked: Path) -> None:
    before = DirectoryLedger(linked).version()
    (linked / "places" / "back").symlink_to(linked, target_is_directory=True)
    assert DirectoryLedger(linked).version() == before
