"""Copies of a database on disk: data directories that hold one state and never change.

Everything that reads files reads a copy, so a database and a directory are read and checked by the
same code, survey files included; a reader keeps the state it began with while others write; and
when the database is gone, the last copy is what the dashboard goes on with. Copies that hold the
same part share its file. Configuration is linked, not copied.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from geo_kopienas.store.files.atomic import write_atomically
from geo_kopienas.store.ledger.rows import part_kind
from geo_kopienas.store.ledger.seam import Version

#: Somebody may still read what a visit began with.
KEPT_SECONDS = 900
KEPT_COPIES = 3
#: A copy holds what single people answered.
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


def copy_of(
    folder: Path, version: Version, configuration: Path, content: Callable[[str], bytes | None]
) -> Path:
    """The copy of a state; made where there is none yet.

    Args:
        folder: Where the copies of one database lie.
        version: The state; a part's own state names its file.
        configuration: The directory whose other files belong to every copy.
        content: Gives the content of a part, None where it is no file in this state; asked only for
            parts that no copy has.

    Raises:
        OSError: The folder cannot be written.
    """
    copy = folder / version.key
    if copy.is_dir():
        os.utime(copy)
        return copy
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    staging = Path(tempfile.mkdtemp(dir=folder, prefix=".making-"))
    try:
        for file, state in version.parts.items():
            target = staging / file
            target.parent.mkdir(parents=True, exist_ok=True)
            if part_kind(file) is None:
                target.symlink_to((configuration / file).resolve())
                continue
            kept = parts / f"{file.replace('/', '-')}@{state}"
            if not kept.exists():
                if (body := content(file)) is None:
                    continue
                write_atomically(kept, body, mode=_FILE_MODE)
            os.link(kept, target)
        try:
            staging.rename(copy)
        except OSError:  # another process was faster
            if not copy.is_dir():
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _forget_old(folder)
    return copy


def last_copy(folder: Path) -> Path | None:
    """The copy that was used last."""
    copies = _copies(folder)
    return copies[-1] if copies else None


def configuration_states(directory: Path) -> Mapping[str, str]:
    """Size and time of the files of a directory that are no parts, also in linked folders."""
    return {file: state for file, state in file_states(directory).items() if not part_kind(file)}


def file_states(directory: Path) -> dict[str, str]:
    """Size and time of every file of a directory, also in folders that symbolic links lead to."""
    states: dict[str, str] = {}
    entered: set[Path] = set()
    for folder, folders, names in os.walk(directory, followlinks=True):
        home = Path(folder).resolve()
        if home in entered:  # a link that leads back would go round for ever
            folders.clear()
            continue
        entered.add(home)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            try:
                stat = (path := Path(folder, name)).stat()
            except OSError:  # gone meanwhile, or a link that leads nowhere
                continue
            if path.is_file():
                states[path.relative_to(directory).as_posix()] = (
                    f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"
                )
    return states


def _copies(folder: Path) -> list[Path]:
    """The copies, the one that was used last at the end."""
    if not folder.is_dir():
        return []
    known = (path for path in folder.iterdir() if path.name[0] != "." and path.name != "parts")
    dated = [(path.stat().st_mtime, path) for path in known if path.is_dir()]
    return [path for _, path in sorted(dated)]


def _forget_old(folder: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for copy in _copies(folder)[:-KEPT_COPIES]:
        if copy.stat().st_mtime < oldest:
            shutil.rmtree(copy, ignore_errors=True)
    for kept in (folder / "parts").iterdir():
        stat = kept.stat()
        if stat.st_nlink == 1 and stat.st_mtime < oldest:
            kept.unlink(missing_ok=True)
