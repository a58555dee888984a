"""A data directory that begins with the small register, written anew for a test."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from address_register import small_register, write_register

from geo_kopienas.store.imports.borders import BorderSettings, prepare_import

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 24)


def register_files(folder: Path) -> dict[str, bytes]:
    """Content of every file of the directory, by its name there.

    Args:
        folder: An empty folder for the zip.
    """
    path = write_register(folder / "aw_shp.zip", small_register())
    result = prepare_import(
        folder / "data",
        path,
        BorderSettings(DAY, municipality="Alejas novads"),
        lambda *_: None,
    )
    return result.files


def write_files(directory: Path, files: dict[str, bytes]) -> Path:
    """Write them."""
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return directory
