"""Ctrl+C ends every command at once, with the code that shells expect and without a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from data_folder import write_data_folder

from geo_kopienas.cli import main
from geo_kopienas.store import dataset

if TYPE_CHECKING:
    from pathlib import Path

CALLS = (
    ["check"],
    ["status"],
    ["import", "survey", "a.csv", "--round", "a"],
    ["export", "--out", "new"],
)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0])
def test_ctrl_c_ends_with_130_and_writes_nothing(
    call: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(write_data_folder(tmp_path / "data")))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dataset, "_read", interrupted)
    assert main(call) == 130
    out, err = capsys.readouterr()
    assert (out, err) == ("", "")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
