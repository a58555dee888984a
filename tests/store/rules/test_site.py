"""What a data directory says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_kopienas.store.rules.site import Site, read_site

if TYPE_CHECKING:
    from pathlib import Path

SITE = """
name_lv = "Alejas kopienas"
name_en = "Communities of Aleja"
title_lv = "Alejas kopienas"
title_en = "Communities of Aleja"
contact_lv = ["Informēt var arī biedrību „Aleja”."]
begins_without = []
"""


def test_whom_to_tell_of_barriers_is_said_by_the_directory_and_not_by_the_program(
    tmp_path: Path,
) -> None:
    path = tmp_path / "site.toml"
    path.write_text(SITE, encoding="utf-8")
    site, problems = read_site(path)
    assert problems == []
    assert site.contact["lv"] == ("Informēt var arī biedrību „Aleja”.",)
    assert read_site(tmp_path / "none.toml") == (Site(), [])
