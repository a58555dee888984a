"""Static files for the browser whose names carry a hash of their content."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from geo_kopienas.store.files.atomic import write_atomically


def write_file(folder: Path, stem: str, suffix: str, content: bytes) -> str:
    """Write a file that no browser holds under this name with other content; its name.

    Raises:
        OSError: The file does not exist yet and the folder cannot be written.
    """
    name = f"{stem}-{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
    path = folder / name
    if not path.exists():
        write_atomically(path, content)
    return name


def write_content(folder: Path, stem: str, content: object) -> str:
    """Write content as JSON; see `write_file`."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return write_file(folder, stem, ".json", text.encode())


def write_joined(folder: Path, stem: str, parts: Iterable[Path]) -> str:
    """Write scripts or styles as one file, so that a browser asks once; see `write_file`."""
    paths = list(parts)
    content = b"\n".join(path.read_bytes() for path in paths)
    return write_file(folder, stem, paths[0].suffix, content)
