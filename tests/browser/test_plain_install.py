"""What hosting platforms do: a plain install, then `streamlit run app.py` in a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from harness import CHECKOUT, map_frame, open_page, running_server
from playwright.sync_api import expect

from tools import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: What a clone of the repository would not have.
MADE = shutil.ignore_patterns(
    ".git", ".venv", ".uv", "var", "geometry", "__pycache__", ".*_cache", "*.egg-info"
)
#: What a platform does not set: where else modules lie, and where what is compiled is kept.
OURS = ("PYTHONPATH", "PYTHONPYCACHEPREFIX")


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """A copy of the checkout, with a fresh environment into which it is installed plainly."""
    copy, venv = tmp_path / "copy", tmp_path / "copy" / ".venv"
    shutil.copytree(CHECKOUT, copy, ignore=MADE)
    pip = environment.find_pip()
    uv, settings = environment.bring_uv(pip), environment.uv_settings(pip)
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, venv], check=True)
    locked = ["--require-hashes", "-r", "requirements.txt", "-r", "requirements/build.txt"]
    for arguments in (locked, ["--no-deps", "--no-build-isolation", "."]):
        install(copy, [uv, "pip", "install", *arguments], settings | {"VIRTUAL_ENV": str(venv)})
    yield copy
    shutil.rmtree(copy)


def install(copy: Path, command: list[str | Path], settings: dict[str, str]) -> None:
    """Install from what uv keeps of earlier installs, or else from the network."""
    for offline in ("1", "0"):
        environ = os.environ | settings | {"UV_OFFLINE": offline}
        done = subprocess.run(command, cwd=copy, env=environ, check=False, capture_output=True)
        if done.returncode == 0:
            return
    raise AssertionError(done.stderr.decode())


def test_after_a_plain_install_the_whole_dashboard_is_drawn(page: Page, copy: Path) -> None:
    binaries = copy / ".venv" / "bin"
    assert list((copy / ".venv").rglob("site-packages/geo_kopienas/ui/frame/shell.py"))
    # The platform's copy is newer than what it once installed; with the requirements alone there
    # is nothing else than the copy.
    words = copy / "src" / "geo_kopienas" / "texts" / "en" / "cooperation.toml"
    aged = words.read_text(encoding="utf-8")
    words.write_text(aged.replace('"Cooperation"', '"Cooperation of today"', 1), encoding="utf-8")

    def start(port: int) -> subprocess.Popen[bytes]:
        command = [binaries / "streamlit", "run", "app.py", "--server.port", str(port)]
        environ = {name: text for name, text in os.environ.items() if name not in OURS}
        return subprocess.Popen(command, cwd=copy, env=environ, stdout=subprocess.DEVNULL)

    with running_server(start) as (address, _):
        component = "/component/streamlit_folium.st_folium/index.html"
        assert page.request.get(address + component).ok  # before anybody has seen a map
        open_page(page, f"{address}/?valoda=en")
        expect(page.get_by_role("link", name="Cooperation of today")).to_be_visible()
        expect(map_frame(page).locator("path[data-place]").first).to_be_attached()
    subprocess.run(
        [binaries / "geo-kopienas", "check"], cwd=copy, check=True, stdout=subprocess.DEVNULL
    )
