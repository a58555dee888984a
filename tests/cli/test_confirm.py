"""An import at a terminal asks before it writes; anywhere else it needs `--yes`."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from address_register import small_register, square, write_register
from register_folder import write_files

from geo_kopienas.cli import main

if TYPE_CHECKING:
    from pathlib import Path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def files(
    beginning: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Path]:
    """A file of borders and one of residents that both change the data directory."""
    folder = write_files(tmp_path / "data", beginning)
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(folder))
    layers = small_register()
    layers["Ciemi"][0]["geometry"] = square(5000, 1000, 1500, 1000)
    table = tmp_path / "RIG010.csv"
    table.write_text("Ciems;2024\nAlejas;820\nKrasti;12\n", encoding="utf-8")
    return {
        "boundaries": write_register(tmp_path / "aw_shp.zip", layers),
        "population": table,
        "data": folder,
    }


@pytest.mark.parametrize("what", ["boundaries", "population"])
@pytest.mark.parametrize(
    ("answer", "is_written"),
    [("j\n", True), ("Jā\n", True), ("yes\n", True), ("\n", False), ("n\n", False), ("", False)],
)
def test_at_a_terminal_it_asks(  # noqa: PLR0913, PLR0917 - a case and its fixtures
    what: str,
    answer: str,
    is_written: bool,  # noqa: FBT001
    files: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    before = (files["data"] / "places/places.csv").read_bytes()
    assert main(["import", what, str(files[what])]) == 0
    said = capsys.readouterr().out
    assert said.index("places/places.csv" if what == "population" else "1 mainīta robeža") < (
        said.index("Ierakstīt šīs izmaiņas? [j/N]")
    )
    assert ("Izmaiņas ierakstītas" in said) is is_written
    assert ("Nekas vēl nav mainīts" in said) is not is_written
    assert (files["data"] / ".former").exists() is is_written
    if not is_written:
        assert (files["data"] / "places/places.csv").read_bytes() == before


def test_elsewhere_nobody_is_asked(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("j\n"))
    assert main(["import", "population", str(files["population"])]) == 0
    assert "[j/N]" not in capsys.readouterr().out
    assert not (files["data"] / ".former").exists()
