"""The app that comes to a function of its own and goes on when a file appears."""

from __future__ import annotations

import os
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from geo_kopienas.ui.frame import shell

module_name, name = os.environ["WAIT_BEFORE"].split(":")
module = import_module(module_name)
function = getattr(module, name)


def go_on_late(*arguments: Any) -> Any:
    while not Path(os.environ["GO_ON_WHEN"]).exists():
        time.sleep(0.05)
    return function(*arguments)


setattr(module, name, go_on_late)
try:
    shell.run()
finally:
    setattr(module, name, function)
