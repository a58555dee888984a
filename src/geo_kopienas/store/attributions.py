"""Attributions follow the layers: who is named after a source has replaced some of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.fields import ATTRIBUTIONS_FILE
from geo_kopienas.store.toml_entries import read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from geo_kopienas.store.border_sources import SourceEntry

_HEAD = """\
# Sources that must be named wherever the layers or their positions are shown.
#
# layers:     stems of the files in boundaries/ that rest on the source
# other_uses: columns of places/places.csv that rest on it as well
"""


def attributions_after(
    path: Path, source: SourceEntry, layers: Sequence[str], replaced: Collection[str]
) -> bytes:
    """The file of attributions after a source has come into some layers.

    Args:
        path: The file as it is.
        source: The source that came.
        layers: Stems of the layers that now rest on it.
        replaced: Those of them that rest on nothing else any more.

    Returns:
        The new content; a source that no layer and no column rests on is left out.
    """
    content, _ = read_toml(path, ATTRIBUTIONS_FILE)
    entries: list[dict[str, Any]] = list((content or {}).get("attribution", []))
    kept = []
    for entry in entries:
        stems = [one for one in entry.get("layers", []) if one not in replaced]
        if entry.get("id") == source.source_id:
            stems = sorted({*stems, *layers})
        if stems or entry.get("other_uses"):
            kept.append(entry | {"layers": stems})
    if all(entry.get("id") != source.source_id for entry in kept):
        kept.append(
            {
                "id": source.source_id,
                "text": source.attribution,
                "licence": source.licence,
                "url": source.url,
                "layers": list(layers),
            }
        )
    return (_HEAD + "".join(_entry(entry) for entry in kept)).encode()


def in_use(
    attributions: Sequence[dict[str, Any]], layers: Collection[str], columns: Collection[str]
) -> list[dict[str, Any]]:
    """The sources that some layers and columns of the register rest on.

    Args:
        attributions: All of them; one that names neither layers nor columns is always in use.
        layers: Stems of the layers' files.
        columns: Columns of the register.
    """
    return [
        one
        for one in attributions
        if (not one["layers"] and not one["other_uses"])
        or set(one["layers"]) & set(layers)
        or set(one["other_uses"]) & set(columns)
    ]


def _entry(entry: dict[str, Any]) -> str:
    # A JSON string or list of strings is one of TOML as well.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n[[attribution]]\n" + "\n".join(lines) + "\n"
