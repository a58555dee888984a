"""Ctrl+C ends every command at once, with the code that shells expect and without a traceback."""

from __future__ import annotations

import subprocess
import sys
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


def test_ctrl_c_while_the_program_is_still_loading_is_as_quiet() -> None:
    script = (
        "import sys\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'geo_kopienas.cli.program': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Slow())\n"
        "from geo_kopienas.cli import main\n"
        "sys.exit(main(['check']))\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, b"", b"")


def test_help_and_refusals_need_not_wait_for_the_geometry_libraries() -> None:
    script = (
        "import sys, geo_kopienas.cli.program\n"
        "print({'pandas', 'geopandas', 'shapely'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert ended.stdout.split() == [b"set()"]
