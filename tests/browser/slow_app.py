"""The app with a map page that is drawn by half and goes on when a file appears."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from geo_kopienas.ui import frame, place_search

_show = place_search.show


def _show_late(*arguments: Any) -> None:
    while not Path(os.environ["GO_ON_WHEN"]).exists():
        time.sleep(0.05)
    _show(*arguments)


place_search.show = _show_late
try:
    frame.run()
finally:
    place_search.show = _show
