"""Where the data lie."""

import os
from collections.abc import Mapping
from pathlib import Path

DATA_VARIABLE = "GEO_KOPIENAS_DATA"
_ABOVE = Path(__file__).resolve().parents[3]
#: The checkout whose `src/` this is; for a copy that was installed, the folder it is called in.
CHECKOUT = _ABOVE if (_ABOVE / "app.py").is_file() else Path.cwd()
DEFAULT_DATA = CHECKOUT / "data"


def data_directory(environ: Mapping[str, str] | None = None) -> Path:
    """The data directory that `GEO_KOPIENAS_DATA` names, or `data/` of the checkout.

    Args:
        environ: The environment; that of the process by default.
    """
    named = (os.environ if environ is None else environ).get(DATA_VARIABLE)
    return Path(named).expanduser() if named else DEFAULT_DATA
