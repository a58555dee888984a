"""Changes of the data directory: all files or none, the former state kept, and the way back.

Each change keeps what the files were in `.former/<number>/` and a manifest of what it wrote. Were
the program killed half way, the next change or `undo` first puts the former files back.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.domain.survey.rounds.publications import PUBLICATIONS_FOLDER
from geo_kopienas.domain.survey.rounds.responses import RESPONSES_FOLDER
from geo_kopienas.store.files.atomic import write_atomically

FORMER = ".former"
_MANIFEST = "manifest.json"
KEPT_CHANGES = 20  # older states are deleted
#: Folders whose tables tell what single people answered.
PRIVATE_FOLDERS = (f"{RESPONSES_FOLDER}/", f"{PUBLICATIONS_FOLDER}/")


class FilesChangedError(Exception):
    """Files that shall be written are not as they were when that was decided."""


def write_changes(
    directory: Path,
    files: Mapping[str, bytes],
    command: str,
    *,
    is_current: Callable[[], bool] = lambda: True,
) -> None:
    """Write files of the data directory, all or none.

    Args:
        directory: The data directory; made where it is missing.
        files: New content by the file's name in the directory.
        command: What was done, for `undo`.
        is_current: Asked while nobody else can write: whether the files are as they were when the
            change was worked out.

    Raises:
        FilesChangedError: They are not; nothing is written.
        OSError: Something could not be written; everything is as it was.
    """
    with locked(directory):
        _finish_broken(directory)
        if not is_current():
            raise FilesChangedError
        number = max((int(state.name) for state in _states(directory)), default=0) + 1
        folder = directory / FORMER / f"{number:04d}"
        manifest: dict[str, Any] = {
            "command": command,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "is_complete": False,
            "files": {},
        }
        for name, content in files.items():
            path = directory / name
            former = path.read_bytes() if path.exists() else None
            if former is not None:
                write_atomically(folder / name, former, mode=_mode(name))
            manifest["files"][name] = {
                "former": None if former is None else _digest(former),
                "written": _digest(content),
            }
        _write_manifest(folder, manifest)
        try:
            for name, content in files.items():
                write_atomically(directory / name, content, mode=_mode(name))
        except BaseException:
            _restore(directory, folder, manifest)
            raise
        _write_manifest(folder, manifest | {"is_complete": True})
        for old in _states(directory)[:-KEPT_CHANGES]:
            shutil.rmtree(old)


def undo_last(directory: Path) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Put the files back that the last change replaced.

    Returns:
        The manifest of the change that was undone (`command`, `time`, `files`), None if there is
        none or a file was changed since; then the faults say which.
    """
    if not directory.is_dir():
        return None, [Problem("directory_missing", value=str(directory))]
    if not _states(directory):
        return None, [Problem("undo_nothing", value=str(directory))]
    with locked(directory):
        if _finish_broken(directory) and not _states(directory):
            return None, [Problem("undo_nothing", value=str(directory))]
        folder = _states(directory)[-1]
        manifest = _read_manifest(folder)
        if manifest is None:
            return None, [Problem("undo_damaged", value=folder.name)]
        if problems := list(_undo_problems(directory, folder, manifest)):
            return None, problems
        _restore(directory, folder, manifest)
        if not _states(directory):
            shutil.rmtree(directory / FORMER)
        return manifest, []


def _undo_problems(directory: Path, folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """What keeps a change from being undone."""
    if any(name.startswith(f"{PUBLICATIONS_FOLDER}/") for name in manifest["files"]):
        # What people have seen stays known, or a later publication could give it away.
        yield Problem("undo_published", value=manifest["command"])
        return
    for name, digests in manifest["files"].items():
        path = directory / name
        if not path.exists() or _digest(path.read_bytes()) != digests["written"]:
            yield Problem("undo_changed_since", file=name)
        elif digests["former"] and not _is_kept(folder / name, digests["former"]):
            yield Problem("undo_damaged", file=name, value=folder.name)


def _restore(directory: Path, folder: Path, manifest: Mapping[str, Any]) -> None:
    for name, digests in manifest["files"].items():
        if digests["former"] is None:
            (directory / name).unlink(missing_ok=True)
        else:
            write_atomically(directory / name, (folder / name).read_bytes(), mode=_mode(name))
    shutil.rmtree(folder)


def _finish_broken(directory: Path) -> bool:
    """Take a change back that was broken off; whether there was one."""
    before = _states(directory)
    for folder in before:
        manifest = _read_manifest(folder)
        if manifest is None:
            # Broken off before anything was replaced.
            shutil.rmtree(folder)
        elif not manifest["is_complete"]:
            _restore(directory, folder, manifest)
    return _states(directory) != before


def _states(directory: Path) -> list[Path]:
    folder = directory / FORMER
    if not folder.is_dir():
        return []
    return sorted(state for state in folder.iterdir() if state.is_dir() and state.name.isdigit())


def _read_manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    write_atomically(folder / _MANIFEST, text.encode())


def _is_kept(path: Path, digest: str) -> bool:
    return path.is_file() and _digest(path.read_bytes()) == digest


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _mode(name: str) -> int:
    """Only the account that runs the program may read what single people answered."""
    is_private = name.startswith(PRIVATE_FOLDERS) and name.endswith(".csv")
    return 0o600 if is_private else 0o644


@contextmanager
def locked(directory: Path, *, to_read: bool = False) -> Iterator[None]:
    """One change at a time, and nobody reads half of one.

    The directory itself is locked, so that no file is left behind and reading needs no right to
    write.
    """
    if not to_read:
        directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if to_read else fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
