"""Which ledger there is: what the environment says, the database of this machine, or files."""

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from geo_kopienas.domain.schema.problems import LedgerError, Problem
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.store.ledger.seam import Ledger
from geo_kopienas.store.location import CHECKOUT, DATA_VARIABLE, data_directory

if TYPE_CHECKING:
    from geo_kopienas.store.ledger.database import DatabaseLedger

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


def open_database(environ: Mapping[str, str] | None = None) -> "DatabaseLedger":
    """The database that the environment names, or the default one, whether or not it is there.

    Raises:
        LedgerError: Files are to be read, or the address cannot be understood.
    """
    environ = os.environ if environ is None else environ
    named = environ.get(DATABASE_VARIABLE, "").strip()
    if named.lower() == NO_DATABASE or (not named and environ.get(DATA_VARIABLE)):
        raise LedgerError(Problem("database_not_named"))
    return _database(named or str(DEFAULT_DATABASE), data_directory(environ))


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
def _database(address: str, directory: Path) -> "DatabaseLedger":
    # Loading what talks to databases takes longer than reading the files.
    from geo_kopienas.store.ledger.database import DatabaseLedger  # noqa: PLC0415
    from geo_kopienas.store.ledger.engine import (  # noqa: PLC0415
        DatabaseAddressError,
        database_address,
        open_engine,
        shown_address,
        sqlite_file,
    )

    try:
        url = database_address(address)
    except DatabaseAddressError as error:
        raise LedgerError(Problem("database_address", value=str(error))) from None
    # Neither a password nor a name of a host stands in the name of a folder.
    name = hashlib.sha256(shown_address(url).encode()).hexdigest()[:16]
    copies = _copies_folder(sqlite_file(url)) / name
    return DatabaseLedger(open_engine(url), directory, copies, today)


def today() -> dt.date:
    """The day where the municipality is."""
    return dt.datetime.now(TIME_ZONE).date()


def _copies_folder(file: Path | None) -> Path:
    """Where copies lie: by the file of the database, or aside where nothing can be written."""
    folder = (OWN_FOLDER if file is None else file.absolute().parent) / "copies"
    with suppress(OSError):
        folder.mkdir(parents=file is None, exist_ok=True)
    if os.access(folder, os.W_OK):
        return folder
    return Path(tempfile.gettempdir()) / f"geo-kopienas-{os.getuid()}"
