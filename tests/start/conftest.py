"""`start.py` and the tools of the checkout, on an empty folder instead of the checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools import environment

if TYPE_CHECKING:
    from types import ModuleType

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start() -> ModuleType:
    """start.py as a module."""
    spec = importlib.util.spec_from_file_location("start_under_test", CHECKOUT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is set up instead of the checkout, with small stand-ins for what it needs."""
    venv = tmp_path / ".venv"
    venv.mkdir()
    for name, value in {
        "ROOT": tmp_path,
        "UV": tmp_path / ".uv",
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STATE": venv / "start.json",
    }.items():
        monkeypatch.setattr(environment, name, value)
    parts = [name for names in environment.PARTS.values() for name in names]
    for name in [*parts, "start.py", "requirements/uv.txt"]:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"one of {name}\n", encoding="utf-8")
    return tmp_path
