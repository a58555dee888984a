"""The Shapefiles of a zip: only what is needed is opened, and never under a name of the archive's.

The address register's archive holds every building of the country besides; its other members
are not even listed in faults.
"""

import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from geo_kopienas.domain.schema.cells import quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import SHAPEFILE_SIGNATURE

PARTS = (".shp", ".shx", ".dbf")
OPTIONAL_PARTS = (".prj", ".cpg")
#: The largest layer of the register has some tens of MB; buildings are not read.
MAX_MEMBER_BYTES = 600 * 1024 * 1024
MAX_RATIO = 200  # of unpacked to packed size; Shapefiles come to about 10
MAX_MEMBERS = 100_000
_CHUNK = 1024 * 1024
_MAC_NOTES = "._"  # macOS packs what it knows of a file beside it, under the file's own ending
#: What zipfile raises on a zip that is damaged, cut off, locked by a password (RuntimeError) or
#: packed in a way it does not know (NotImplementedError).
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


class Layer(NamedTuple):
    """A Shapefile inside a zip: its name, and the member of each of its parts."""

    name: str
    members: dict[str, zipfile.ZipInfo]


def is_zip(path: Path) -> bool:
    """Whether the file begins as a zip does; its name does not matter."""
    with path.open("rb") as file:
        return file.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def find_layers(archive: zipfile.ZipFile, file: str) -> tuple[list[Layer], list[Problem]]:
    """The Shapefiles of an archive by their bare names in small letters."""
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        return [], [Problem("archive_too_many", file=file, value=str(len(members)))]
    unsafe = [member.filename for member in members if _is_unsafe(member.filename)]
    if unsafe:
        # Nothing would be written there, but no honest program makes such an archive.
        return [], [Problem("archive_path", file=file, value=quoted(name)) for name in unsafe[:10]]
    by_stem: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in members:
        path = PurePosixPath(unicodedata.normalize("NFC", member.filename))
        if path.name.startswith(_MAC_NOTES):
            continue
        if path.suffix.lower() in (*PARTS, *OPTIONAL_PARTS):
            stem = path.with_suffix("").as_posix()
            by_stem.setdefault(stem.casefold(), {})[path.suffix.lower()] = member
    layers = [
        Layer(PurePosixPath(stem).name, parts) for stem, parts in by_stem.items() if ".shp" in parts
    ]
    return layers, []


def unpack(
    archive: zipfile.ZipFile, layer: Layer, file: str, folder: Path, progress: Callable[..., None]
) -> list[Problem]:
    """Write the parts of one layer to `folder` under the layer's own plain name.

    Args:
        archive: The open archive.
        layer: One of its layers.
        file: The archive's name, for faults.
        folder: A private folder.
        progress: Told the layer, the bytes done and the bytes in all.
    """
    problems = list(_part_faults(layer, file))
    if problems:
        return problems
    total = sum(info.file_size for info in layer.members.values())
    done = 0
    for suffix, info in layer.members.items():
        target = folder / f"layer{suffix}"
        try:
            with archive.open(info) as source, target.open("wb") as copy:
                while chunk := source.read(_CHUNK):
                    copy.write(chunk)
                    done += len(chunk)
                    if done > total:
                        break
                    progress(layer.name, done, total)
        except DAMAGED_ZIP:
            return [Problem("archive_damaged", file=file, value=quoted(info.filename))]
    return list(_signature_faults(layer, file, folder))


def _is_unsafe(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return ".." in parts or name.startswith(("/", "\\")) or (len(name) > 1 and name[1] == ":")


def _part_faults(layer: Layer, file: str) -> Iterator[Problem]:
    for suffix in PARTS:
        if suffix not in layer.members:
            yield Problem("shapefile_part_missing", file=file, value=f"{layer.name}{suffix}")
    for info in layer.members.values():
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > MAX_MEMBER_BYTES or (ratio > MAX_RATIO and info.file_size > _CHUNK):
            limit = {"limit": str(MAX_MEMBER_BYTES // _CHUNK)}
            yield Problem("archive_bomb", file=file, value=quoted(info.filename), details=limit)


def _signature_faults(layer: Layer, file: str, folder: Path) -> Iterator[Problem]:
    """A description of another source under the name of a Shapefile is never shown to GDAL."""
    for suffix in (".shp", ".shx"):
        with (folder / f"layer{suffix}").open("rb") as part:
            start = part.read(4)
        if start != SHAPEFILE_SIGNATURE:
            yield Problem(
                "file_kind_other", file=file, row=f"{layer.name}{suffix}", value=_kind(start)
            )


def _kind(start: bytes) -> str:
    return "XML" if start.lstrip().startswith(b"<") else "?"


def several(layers: Iterable[Layer], file: str) -> Problem:
    """The fault of an archive of which it is not said which layer is meant."""
    names = ", ".join(sorted({layer.name for layer in layers}))
    return Problem("archive_layers_several", file=file, value=quoted(names))
