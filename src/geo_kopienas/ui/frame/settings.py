"""Settings from the environment; docs/settings.md lists them."""

import os

from geo_kopienas.maps.place_map import BaseMap
from geo_kopienas.store.location import CHECKOUT

STATIC_FOLDER = CHECKOUT / "static"
GEOMETRY_FOLDER = STATIC_FOLDER / "geometry"


def base_map() -> BaseMap | None:
    """The base map that the configuration switches on; None by default."""
    address = os.environ.get("GEO_KOPIENAS_TILES", "").strip()
    if not address:
        return None
    return BaseMap(address, os.environ.get("GEO_KOPIENAS_TILES_ATTRIBUTION", "").strip())


def editor_password() -> str:
    """The password of editors; empty, as by default, where nobody edits on the page."""
    return os.environ.get("GEO_KOPIENAS_EDITOR_PASSWORD", "")
