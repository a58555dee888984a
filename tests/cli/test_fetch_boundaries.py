"""Fetching of borders from a server that answers, breaks off, lies or is not there."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from address_register import small_register, write_register

from geo_kopienas.cli import main
from geo_kopienas.store.files import download

if TYPE_CHECKING:
    from collections.abc import Iterator

MUNICIPALITY = "Alejas novads"
CHANGED = "Tue, 24 Nov 2026 03:00:00 GMT"
_SOURCES = Path(__file__).parents[2] / "data/rules/borders.toml"


class Server:
    """What the server gives, and what it was asked for.

    Attributes:
        content: The file.
        etag: Name of this version.
        status: Answer to everything, where it is not the file.
        breaks_after: So many bytes of each answer, then the connection is cut; None: all.
        asked: Headers of each request.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.etag = '"one"'
        self.status = 200
        self.breaks_after: int | None = None
        self.asked: list[dict[str, str]] = []
        self.address = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        headers = dict(request.headers.items())
        self.asked.append(headers)
        if self.status != 200:
            request.send_error(self.status)
            return
        if headers.get("If-None-Match") == self.etag:
            request.send_response(304)
            request.end_headers()
            return
        start = 0
        if "Range" in headers and headers.get("If-Range") == self.etag:
            start = int(headers["Range"].removeprefix("bytes=").removesuffix("-"))
        rest = self.content[start:]
        request.send_response(206 if start else 200)
        if start:
            last = len(self.content) - 1
            request.send_header("Content-Range", f"bytes {start}-{last}/{len(self.content)}")
        request.send_header("Content-Length", str(len(rest)))
        request.send_header("ETag", self.etag)
        request.send_header("Last-Modified", CHANGED)
        request.end_headers()
        request.wfile.write(rest[: self.breaks_after])
        request.wfile.flush()
        if self.breaks_after is not None:
            request.close_connection = True


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{http.server_port}/aw_shp.zip"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The zip that the server gives."""
    folder = tmp_path_factory.mktemp("register")
    return write_register(folder / "aw_shp.zip", small_register()).read_bytes()


@pytest.fixture
def server(register: bytes) -> Iterator[Server]:
    with serving(Server(register)) as server:
        yield server


@pytest.fixture
def downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that keeps downloads; the data directory does not exist yet."""
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(download, "PAUSE_SECONDS", 0.01)
    return tmp_path / "downloads"


def use_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Configure the address as an operator would, in `rules/borders.toml`."""
    from geo_kopienas.store.rules import borders as border_sources  # noqa: PLC0415
    from geo_kopienas.store.rules import entries as rules_entries  # noqa: PLC0415

    lines = _SOURCES.read_text(encoding="utf-8").splitlines()
    text = "\n".join(
        f'download = "{address}"' if line.startswith("download = ") else line for line in lines
    )
    path = tmp_path / border_sources.SOURCES_FILE
    shutil.copytree(_SOURCES.parent, path.parent)  # what else a directory falls back on
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(rules_entries, "DEFAULT_DATA", tmp_path)


@pytest.fixture
def address(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    use_address(tmp_path, monkeypatch, server.address)
    return server.address


def fetch(
    downloads: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, Any]]:
    code = main(["fetch", "boundaries", "--municipality", MUNICIPALITY, "--format", "json",
                 "--folder", str(downloads), *options])  # fmt: skip
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, answer


def refused(downloads: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and code of the one fault; both languages have a sentence and a remedy."""
    said = []
    for language in ("lv", "en"):
        code, answer = fetch(downloads, capsys, "--yes", "--language", language)
        (fault,) = answer["faults"]
        assert answer["is_written"] is False
        said.append((code, fault))
    (code, latvian), (other, english) = said
    assert code == other
    assert latvian["message"] != english["message"]
    assert latvian["remedy"] != english["remedy"]
    assert not Path(os.environ["GEO_KOPIENAS_DATA"]).exists()
    return code, str(latvian["code"])


@pytest.mark.usefixtures("address")
def test_the_file_is_fetched_recorded_and_only_shown(
    downloads: Path, register: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = fetch(downloads, capsys)
    assert (code, answer["faults"], answer["is_written"]) == (0, [], False)
    assert len(answer["changes"]["new"]) == 8
    record = json.loads((downloads / "vzd.zip.json").read_text(encoding="utf-8"))
    assert (record["size_bytes"], record["sha256"]) == (
        len(register),
        hashlib.sha256(register).hexdigest(),
    )
    assert answer["download"]["sha256"] == record["sha256"]
    assert not Path(os.environ["GEO_KOPIENAS_DATA"]).exists()


@pytest.mark.usefixtures("address")
def test_confirmed_it_is_imported_with_the_day_of_the_file(
    downloads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = fetch(downloads, capsys, "--yes")
    assert (code, answer["is_written"]) == (0, True)
    data = Path(os.environ["GEO_KOPIENAS_DATA"])
    units = json.loads((data / "boundaries/units.geojson").read_text(encoding="utf-8"))
    assert "2026-11-24" in units["features"][0]["properties"]["basis_en"]
    assert main(["check"]) == 0


@pytest.mark.usefixtures("address")
def test_the_same_version_is_not_sent_twice(
    downloads: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(downloads, capsys)
    code, answer = fetch(downloads, capsys)
    assert (code, answer["download"]["is_unchanged"]) == (0, True)
    assert server.asked[-1]["If-None-Match"] == server.etag
    server.etag = '"two"'
    _, answer = fetch(downloads, capsys)
    assert answer["download"]["is_unchanged"] is False


@pytest.mark.usefixtures("address")
def test_a_broken_connection_goes_on_where_it_stopped(
    downloads: Path, server: Server, register: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    server.breaks_after = len(register) // 3
    code, answer = fetch(downloads, capsys)
    assert (code, answer["faults"]) == (0, [])
    assert [request.get("Range") for request in server.asked] == [
        None,
        f"bytes={server.breaks_after}-",
        f"bytes={2 * server.breaks_after}-",
        *([f"bytes={3 * server.breaks_after}-"] if len(register) % 3 else []),
    ]
    assert (downloads / "vzd.zip").read_bytes() == register


@pytest.mark.usefixtures("address")
def test_what_stays_broken_is_said_and_the_next_call_goes_on(
    downloads: Path, server: Server, register: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    server.breaks_after = 100
    assert refused(downloads, capsys) == (2, "download_broken")
    part = (downloads / "vzd.zip.part").stat().st_size
    assert 0 < part < len(register)
    server.breaks_after = None
    code, _ = fetch(downloads, capsys)
    assert code == 0
    assert server.asked[-1]["Range"] == f"bytes={part}-"
    assert (downloads / "vzd.zip").read_bytes() == register
    assert sorted(path.name for path in downloads.iterdir()) == ["vzd.zip", "vzd.zip.json"]


@pytest.mark.usefixtures("address")
def test_another_version_is_never_joined_to_a_part_of_the_old_one(
    downloads: Path, server: Server, register: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    server.breaks_after = 100
    fetch(downloads, capsys)
    server.breaks_after, server.etag = None, '"two"'
    code, _ = fetch(downloads, capsys)
    assert (code, (downloads / "vzd.zip").read_bytes()) == (0, register)


@pytest.mark.usefixtures("address")
def test_a_truncated_archive_is_refused_and_the_former_one_stays(
    downloads: Path, server: Server, register: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(downloads, capsys)
    server.content, server.etag = register[:-500], '"two"'
    assert refused(downloads, capsys) == (1, "download_incomplete")
    assert (downloads / "vzd.zip").read_bytes() == register


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (404, b"", (2, "download_status")),
        (503, b"", (2, "download_status")),
        (200, b"<!DOCTYPE html><html><body>Apkope</body></html>", (1, "download_no_zip")),
        (200, b"<OGRVRTDataSource/>", (1, "download_no_zip")),
        (200, b"", (1, "download_incomplete")),
    ],
    ids=["not found", "out of service", "a page", "a description", "nothing"],
)
@pytest.mark.usefixtures("address")
def test_what_is_not_the_file_is_a_sentence(  # noqa: PLR0913, PLR0917 - a case and three fixtures
    status: int,
    content: bytes,
    expected: tuple[int, str],
    downloads: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.status, server.content = status, content
    assert refused(downloads, capsys) == expected
    assert list(downloads.iterdir()) == []


def test_without_a_network_nothing_is_waited_for(
    tmp_path: Path,
    downloads: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    use_address(tmp_path, monkeypatch, f"http://127.0.0.1:{port}/aw_shp.zip")
    assert refused(downloads, capsys) == (2, "download_unreachable")


def test_a_source_without_an_address_is_refused(
    downloads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, answer = fetch(downloads, capsys, "--source", "csp")
    assert (code, [fault["code"] for fault in answer["faults"]]) == (2, ["source_not_fetched"])


@pytest.mark.usefixtures("address")
def test_a_folder_that_is_a_file_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(tmp_path / "data"))
    (tmp_path / "file").write_bytes(b"")
    code, answer = fetch(tmp_path / "file", capsys)
    assert (code, [fault["code"] for fault in answer["faults"]]) == (2, ["download_unwritable"])


@pytest.mark.usefixtures("address")
def test_the_day_that_the_server_tells_is_the_day_of_the_file(
    downloads: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fetch(downloads, capsys)
    stamp = (downloads / "vzd.zip").stat().st_mtime
    assert datetime.fromtimestamp(stamp, tz=UTC).date().isoformat() == "2026-11-24"
