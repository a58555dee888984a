"""Which ledger there is: what the environment says, the database of this machine, or files."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.seam import Ledger
from geo_kopienas.store.location import CHECKOUT, DATA_VARIABLE, data_directory

DATABASE_VARIABLE = "GEO_KOPIENAS_DATABASE"
NO_DATABASE = "none"
#: What belongs to this machine: the default database and copies of any.
OWN_FOLDER = CHECKOUT / "var"
DEFAULT_DATABASE = OWN_FOLDER / "ledger.sqlite"
TIME_ZONE = ZoneInfo("Europe/Riga")


def open_ledger(environ: Mapping[str, str] | None = None) -> Ledger:
    """The ledger that the environment names.

    Args:
        environ: The environment; that of the process by default. `GEO_KOPIENAS_DATABASE` is the
            address of a database, or "none" for the files of the data directory. Where it says
            nothing, a data directory that is named is read as it is; else the default database
            is taken, once there is one.

    Raises:
        LedgerError: The address of the database cannot be understood.
    """
    environ = os.environ if environ is None else environ
    address = named_database(environ)
    directory = data_directory(environ)
    if address is None:
        return DirectoryLedger(directory)
    return _database(address, directory)


def named_database(environ: Mapping[str, str]) -> str | None:
    """The address of the database; None where files are read."""
    named = environ.get(DATABASE_VARIABLE, "").strip()
    if named.lower() == NO_DATABASE:
        return None
    if named:
        return named
    is_default = not environ.get(DATA_VARIABLE) and DEFAULT_DATABASE.is_file()
    return str(DEFAULT_DATABASE) if is_default else None


@lru_cache(maxsize=4)
def _database(address: str, directory: Path) -> Ledger:
    # Loading what talks to databases takes longer than reading the files.
    from geo_kopienas.store.ledger.database import DatabaseLedger  # noqa: PLC0415
    from geo_kopienas.store.ledger.engine import (  # noqa: PLC0415
        DatabaseAddressError,
        database_address,
        open_engine,
    )

    try:
        url = database_address(address)
    except DatabaseAddressError as error:
        raise LedgerError(Problem("database_address", value=str(error))) from None
    # Neither a password nor a name of a host stands in the name of a folder.
    name = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return DatabaseLedger(open_engine(url), directory, _copies_folder() / name, today)


def today() -> dt.date:
    """The day where the municipality is."""
    return dt.datetime.now(TIME_ZONE).date()


def _copies_folder() -> Path:
    """Where copies lie: beside the program, or where nothing can be written there, aside."""
    folder = OWN_FOLDER / "copies"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        return folder
    return Path(tempfile.gettempdir()) / f"geo-kopienas-{os.getuid()}"
