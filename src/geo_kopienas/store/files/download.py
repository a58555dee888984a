"""One file fetched from its public address: resumable, capped, with size and checksum beside it.

Called by `fetch` alone; nothing else of the program asks another host for anything.
"""

import hashlib
import http.client
import json
import os
import shutil
import ssl
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO, NamedTuple

from geo_kopienas import __version__
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.atomic import write_atomically

Progress = Callable[[str, int, int], None]

MAX_BYTES = 8 * 1024**3  # the address register with every building has some hundreds of MB
TIMEOUT_SECONDS = 60  # without a single byte
ATTEMPTS = 4  # of one call; a further call goes on where this one stopped
PAUSE_SECONDS = 1.0  # before the second attempt, doubled before each further one
_CHUNK = 256 * 1024
_ZIP = b"PK"
_SAFE_SCHEMES = ("http", "https")


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept beside a fetched file.

    Attributes:
        url: Where it came from.
        size_bytes: Its size; of a part, the size that the whole will have, 0 if not known.
        sha256: Its checksum; empty for a part.
        etag: The server's name of this version.
        last_modified: When it changed, as the server says.
        fetched: When it was fetched, UTC.
    """

    url: str
    size_bytes: int
    sha256: str
    etag: str
    last_modified: str
    fetched: str


class Download(NamedTuple):
    """A fetched file, its record, and whether the one that was there already is the newest."""

    path: Path
    record: Record
    is_unchanged: bool


class _Refused(Exception):  # noqa: N818 - leaves with a fault, not with an error
    def __init__(self, code: str, url: str, **details: str) -> None:
        super().__init__(code)
        self.problem = Problem(code, value=url, details=details)


def download_zip(url: str, path: Path, progress: Progress) -> tuple[Download | None, list[Problem]]:
    """Fetch a zip archive.

    What came before a connection broke is kept beside `path` as `….part`; the next call goes on
    from there as long as the server says that the file is still the same. A file that is there
    already is only fetched again when the server has another version.

    Args:
        url: Its http(s) address.
        path: Where it is to lie; `path` + ".json" gets the record.
        progress: Told the file's name, the bytes done and the bytes in all (0: not known).

    Returns:
        The file, or None with the fault; then `path` is what it was.
    """
    part = _part(path)
    reason = "?"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                return _fetch(url, path, progress), []
            except (OSError, http.client.HTTPException) as error:
                said = _broken(error)
                if said is None:
                    raise
                reason = said
                if isinstance(error, urllib.error.URLError):
                    break  # Nobody answers; waiting some seconds brings no network.
    except _Refused as refused:
        return None, [refused.problem]
    except OSError:
        return None, [Problem("download_unwritable", file=path.as_posix(), value=str(path.parent))]
    done = part.stat().st_size if part.exists() else 0
    if not done:
        return None, [Problem("download_unreachable", value=url, details={"reason": reason})]
    begun = read_record(_beside(part))
    total = _megabytes(begun.size_bytes if begun else 0)
    details = {"done": _megabytes(done), "total": total, "reason": reason}
    return None, [Problem("download_broken", value=url, details=details)]


def read_record(path: Path) -> Record | None:
    """The record beside a file; None where there is none that can be read."""
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _broken(error: Exception) -> str | None:
    """The reason of a network error that may pass; None for an error of another kind."""
    if isinstance(error, urllib.error.URLError):
        inner = error.reason
        return inner.strerror or str(inner) if isinstance(inner, OSError) else str(inner)
    if isinstance(error, http.client.HTTPException):
        return str(error) or type(error).__name__
    if isinstance(error, ConnectionError | TimeoutError | ssl.SSLError):
        return error.strerror or str(error) or type(error).__name__
    return None


def _fetch(url: str, path: Path, progress: Progress) -> Download:
    part, known = _part(path), read_record(_beside(path))
    begun = read_record(_beside(part)) if part.exists() else None
    done = part.stat().st_size if begun is not None and begun.url == url else 0
    headers = _resuming(begun, done) or _unless_changed(known, url, path)
    try:
        answer = _open(url, headers)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTPStatus.NOT_MODIFIED and known is not None:
                return Download(path, known, is_unchanged=True)
            if error.code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and done:
                # The file has changed under the part, or the part is the whole already.
                _forget(part)
                return _fetch(url, path, progress)
            raise _Refused("download_status", url, status=str(error.code)) from None
    with answer:
        is_rest = answer.status == HTTPStatus.PARTIAL_CONTENT and _begins_at(answer.headers, done)
        done = done if is_rest else 0
        _receive(answer, url, path, done, progress)
    return _finish(url, path)


def _open(url: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    request = urllib.request.Request(  # noqa: S310 - the scheme is looked at
        url,
        headers={
            "User-Agent": f"geo-kopienas/{__version__}",
            "Accept-Encoding": "identity",
            **headers,
        },
    )
    if request.type not in _SAFE_SCHEMES:
        raise _Refused("download_status", url, status=request.type)
    opener = urllib.request.build_opener(_SafeRedirects)
    answer: http.client.HTTPResponse = opener.open(request, timeout=TIMEOUT_SECONDS)
    return answer


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from https to anything less."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - as the standard library calls it
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        new = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None and (
            new.type not in _SAFE_SCHEMES or (req.type == "https" and new.type != "https")
        ):
            raise _Refused("download_status", req.full_url, status=f"{code} → {new.type}:")
        return new


def _resuming(begun: Record | None, done: int) -> dict[str, str]:
    """Ask for the rest, on condition that the file is the same; without a version, for all."""
    if begun is None or not done:
        return {}
    version = "" if begun.etag.startswith("W/") else begun.etag
    version = version or begun.last_modified
    return {"Range": f"bytes={done}-", "If-Range": version} if version else {}


def _unless_changed(known: Record | None, url: str, path: Path) -> dict[str, str]:
    if known is None or known.url != url or not path.is_file():
        return {}
    if path.stat().st_size != known.size_bytes or _digest(path) != known.sha256:
        return {}
    if known.etag:
        return {"If-None-Match": known.etag}
    return {"If-Modified-Since": known.last_modified} if known.last_modified else {}


def _begins_at(headers: http.client.HTTPMessage, done: int) -> bool:
    return headers.get("Content-Range", "").startswith(f"bytes {done}-")


def _receive(
    answer: http.client.HTTPResponse, url: str, path: Path, done: int, progress: Progress
) -> None:
    """Append what comes to the part."""
    part = _part(path)
    length = answer.headers.get("Content-Length", "")
    total = done + int(length) if length.isdigit() else 0
    room = shutil.disk_usage(path.parent).free
    if total > MAX_BYTES or total - done > room:
        limit = _megabytes(min(MAX_BYTES, done + room))
        raise _Refused("download_too_large", url, size=_megabytes(total), limit=limit)
    record = Record(
        url,
        total,
        "",
        answer.headers.get("ETag", ""),
        answer.headers.get("Last-Modified", ""),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    with part.open("ab" if done else "wb") as file:
        _write_record(part, record)
        while chunk := answer.read1(_CHUNK):
            if not done and not chunk.startswith(_ZIP):
                # A page of words instead of the file; its hundreds of megabytes are not waited for.
                _forget(part)
                raise _Refused("download_no_zip", url, kind="HTML" if _is_page(chunk) else "?")
            file.write(chunk)
            done += len(chunk)
            if done > MAX_BYTES:
                _forget(part)
                limit = _megabytes(MAX_BYTES)
                raise _Refused("download_too_large", url, size=_megabytes(done), limit=limit)
            progress(path.name, done, total)
        file.flush()
        os.fsync(file.fileno())
    if total and done < total:
        raise http.client.IncompleteRead(b"", total - done)


def _finish(url: str, path: Path) -> Download:
    """Make the part the file, if it is a whole archive."""
    part = _part(path)
    record = read_record(_beside(part))
    if record is None or not zipfile.is_zipfile(part):
        size = _megabytes(part.stat().st_size)
        _forget(part)
        raise _Refused("download_incomplete", url, size=size)
    whole = replace(record, size_bytes=part.stat().st_size, sha256=_digest(part))
    changed = _moment(record.last_modified)
    if changed is not None:
        os.utime(part, (changed, changed))
    part.replace(path)
    _write_record(path, whole)
    _beside(part).unlink(missing_ok=True)
    return Download(path, whole, is_unchanged=False)


def _is_page(start: bytes) -> bool:
    text = start[:2000].lstrip().lower()
    return text.startswith(b"<!doctype html") or b"<html" in text


def _moment(stamp: str) -> float | None:
    try:
        return parsedate_to_datetime(stamp).timestamp()
    except (ValueError, TypeError, IndexError):
        return None


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _beside(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _write_record(path: Path, record: Record) -> None:
    text = json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n"
    write_atomically(_beside(path), text.encode())


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _beside(part).unlink(missing_ok=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}" if size else "?"
