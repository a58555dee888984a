"""Settings from the environment; docs/settings.md lists them."""

from __future__ import annotations

import os
from pathlib import Path

from geo_kopienas.maps.place_map import BaseMap

CHECKOUT = Path(__file__).resolve().parents[4]
STATIC_FOLDER = CHECKOUT / "static"
GEOMETRY_FOLDER = STATIC_FOLDER / "geometry"
VENDOR_FOLDER = STATIC_FOLDER / "vendor"


def base_map() -> BaseMap | None:
    """The base map that the configuration switches on; None by default."""
    address = os.environ.get("GEO_KOPIENAS_TILES", "").strip()
    if not address:
        return None
    return BaseMap(address, os.environ.get("GEO_KOPIENAS_TILES_ATTRIBUTION", "").strip())


def editor_password() -> str:
    """The password of editors; empty, as by default, where nobody edits on the page."""
    return os.environ.get("GEO_KOPIENAS_EDITOR_PASSWORD", "")
