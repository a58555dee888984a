"""A real PostgreSQL for tests: Debian's programs on a socket of its own, apart from the system.

It belongs to the tests' process and ends with it, however that ends.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import sqlalchemy as sa
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 60
#: What survives a killed process needs no disk that keeps its word; a killed machine is not tested.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "shared_buffers": "16MB",
    "max_connections": "60",
    "log_min_messages": "fatal",
}


@dataclass
class Cluster:
    """A PostgreSQL that runs.

    Attributes:
        folder: Where its socket and its data are.
        log: What it wrote.
    """

    folder: Path
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def log(self) -> Path:
        """What it wrote."""
        return self.folder / "log"

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._process is not None

    def url(self, database: str) -> sa.URL:
        """The address of one of its databases."""
        return sa.URL.create(
            "postgresql+psycopg", "owner", database=database, query={"host": str(self.folder)}
        )

    def new_database(self) -> sa.URL:
        """The address of a database with nothing in it."""
        name = f"ledger_{next(self._numbers)}"
        with self._connected() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def drop_database(self, url: sa.URL) -> None:
        """Take a database away, from those too that use it."""
        name = sql.Identifier(str(url.database))
        with self._connected() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def with_password(self, name: str, password: str) -> sa.URL:
        """The address of a database of somebody who must give a password."""
        url = self.new_database()
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(f"local all {name} scram-sha-256\n{rules.read_text()}")
        with self._connected() as connection:
            role, database = sql.Identifier(name), sql.Identifier(str(url.database))
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password))
            )
            connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(database, role))
            connection.execute("SELECT pg_reload_conf()")
        return url.set(username=name, password=password)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command = [program("postgres"), "-D", self.folder / "data", "-k", self.folder, *settings]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                _as_owner(command, ends_with_us=True), stdout=log, stderr=log, cwd=self.folder
            )
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(self.log.read_text()) from None
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """Stop it as a power cut would: at once, clients and all."""
        if self._process is not None:
            # Immediate shutdown: the next start recovers what was committed.
            subprocess.run(
                _as_owner(
                    [program("pg_ctl"), "stop", "-m", "immediate", "-D", self.folder / "data"]
                ),
                stdout=subprocess.DEVNULL,
                check=False,
                cwd=self.folder,
            )
            self._process.wait(SECONDS)
            self._process = None

    def _connected(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user="owner", dbname="postgres", autocommit=True
        )


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A PostgreSQL of one's own."""
    # The path of a socket has at most 107 signs, so it lies in no folder of a test.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if (owner := _owner()) is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(folder)
    try:
        options = ["--auth=trust", "--username=owner", "--encoding=UTF8", "--locale=C", "--no-sync"]
        command = [program("initdb"), "-D", folder / "data", *options]
        made = subprocess.run(_as_owner(command), capture_output=True, check=False, cwd=folder)
        if made.returncode:
            raise RuntimeError(made.stderr.decode())
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def program(name: str) -> str:
    """A program of the newest PostgreSQL here; Debian keeps it where no PATH leads."""
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest = sorted(folders, key=lambda folder: float(folder.parent.name), reverse=True)
    program = shutil.which(name, path=os.pathsep.join([*map(str, newest), os.environ["PATH"]]))
    if program is None:
        message = "PostgreSQL is not installed; run: python3 start.py test"
        raise RuntimeError(message)
    return program


def _owner() -> pwd.struct_passwd | None:
    """Who runs it where root runs the tests: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _as_owner(command: list[str | Path], *, ends_with_us: bool = False) -> list[str]:
    words, owner, setpriv = [], _owner(), shutil.which("setpriv")
    if owner is not None:
        words += [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
    if ends_with_us and setpriv:
        words += ["--pdeathsig", "QUIT"]
    return [*([str(setpriv), *words, "--"] if words else []), *map(str, command)]
