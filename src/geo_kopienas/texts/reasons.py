"""What GEOS, GDAL and the network say in English, in the reader's words.

Each says only what is known here; the rest is left out of the sentence. JSON keeps the value as
it was said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo_kopienas.texts.lookup import Texts

#: Parts of English reasons by the key of their words, the more special first.
_KNOWN = {
    "geometry": {
        "ring_self_intersection": r"ring self-intersection",
        "self_intersection": r"self-intersection",
        "hole_outside": r"hole lies outside",
        "nested_holes": r"nested holes|holes are nested",
        "nested_shells": r"nested shells",
        "disconnected": r"interior is disconnected",
        "duplicate_rings": r"duplicate rings",
        "too_few_points": r"too few points",
        "invalid_coordinate": r"invalid coordinate",
        "not_closed": r"not closed",
        "not_only_areas": r"geometrycollection|linestring|point$",
    },
    "file": {
        "too_slow": r"^…$",
        "not_supported": r"not recognized",
        "damaged": r"malformed|not a database|corrupt|unexpected|truncated|error occurred in",
        "cannot_open": r"unable to open|cannot open|failed to open|no such file",
        "too_large": r"memory|bad_alloc",
    },
    "network": {
        "unknown_host": r"name or service|nodename|name resolution|getaddrinfo|no address",
        "refused": r"refused",
        "timed_out": r"timed out|timeout",
        "broken_off": r"reset|closed connection|broken pipe|incompleteread|aborted|eof",
        "not_trusted": r"certificate|ssl",
        "no_network": r"unreachable|no route",
    },
}
_KIND_OF = {
    "geometry_invalid": "geometry",
    "repaired_invalid": "geometry",
    "geodata_unreadable": "file",
    "download_unreachable": "network",
    "download_broken": "network",
}
_PLACE = re.compile(r"\[([^\]]*)\]\s*$")  # GEOS names the spot in brackets


def reason_phrase(code: str, said: str, texts: Texts) -> str:
    """The reason in brackets; empty where it has no words and names no spot."""
    kind = _KIND_OF.get(code)
    if kind is None:
        return ""
    words = next(
        (
            texts[f"reason.{kind}.{key}"]
            for key, pattern in _KNOWN[kind].items()
            if re.search(pattern, said, re.IGNORECASE)
        ),
        "",
    )
    spot = _PLACE.search(said) if kind == "geometry" else None
    parts = [part for part in (words, spot[1] if spot else "") if part]
    return f"({', '.join(parts)})" if parts else ""
