"""A server is ready when a visitor would wait for nothing; else it says what is missing."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.watching import answers

if TYPE_CHECKING:
    from pathlib import Path

FILES = SimpleNamespace(
    areas={"areas.json": None}, context="context.json", communities="points.json"
)


def asked() -> tuple[int, dict[str, Any]]:
    with ThreadPoolExecutor(1) as pool:  # Playwright's loop may run in this thread
        response = pool.submit(lambda: asyncio.run(answers.ready(None))).result()
    return response.status_code, json.loads(response.body)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A server that lacks nothing; the folder of its map's files."""
    workspace = SimpleNamespace(files={"unit": FILES})
    monkeypatch.setattr(loaders, "load", lambda: (workspace, []))
    monkeypatch.setattr(loaders, "frame_files", lambda: ("frame.js", "frame.css"))
    monkeypatch.setattr(answers, "GEOMETRY_FOLDER", tmp_path)
    monkeypatch.setattr(answers, "_is_component_registered", lambda: True)
    for name in ("areas.json", "context.json", "points.json", "frame.js", "frame.css"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.usefixtures("whole")
def test_a_whole_server_is_ready() -> None:
    assert asked() == (200, {"ready": True, "missing": []})


@pytest.mark.usefixtures("whole")
def test_without_data_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "load", lambda: (None, []))
    assert asked() == (503, {"ready": False, "missing": ["data", "map_files"]})


@pytest.mark.parametrize("name", ["areas.json", "points.json", "frame.css"])
def test_without_a_file_of_the_map_it_is_not(whole: Path, name: str) -> None:
    (whole / name).unlink()
    assert asked() == (503, {"ready": False, "missing": ["map_files"]})


@pytest.mark.usefixtures("whole")
def test_without_the_maps_component_it_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_is_component_registered", lambda: False)
    assert asked() == (503, {"ready": False, "missing": ["map_component"]})
