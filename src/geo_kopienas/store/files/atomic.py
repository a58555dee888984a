"""Writing that leaves either the old file or the whole new one."""

import errno
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

#: What the system says when there is no room for the file.
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write to a temporary file beside `path`, sync it and rename it into place.

    Args:
        path: The file; its folder is made where it is missing.
        content: What it is to hold.
        mode: Who may read it.

    Raises:
        OSError: The folder cannot be written or the disk is full; `path` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_all_atomically(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write several files of a folder: all new ones beside the old, then each into its place.

    A disk that fills while they are written leaves every old file as it was.

    Args:
        folder: The folder; made where it is missing.
        contents: What each file is to hold, by its name.

    Raises:
        OSError: The folder cannot be written or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in contents:
        if (folder / name).is_dir():
            # Found only while moving, it would leave old files beside new ones.
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as staging:
        for name, content in contents.items():
            with (Path(staging) / name).open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in contents:
            (Path(staging) / name).replace(folder / name)
