"""Starts the dashboard where it can listen."""

from __future__ import annotations

import argparse
import errno
import json
import os
import socket
from contextlib import closing

from tools.environment import PYTHON, alone
from tools.steps import ROOT, Stop, output_of, say

#: Whoever sets one of these has said which data there are (docs/settings.md).
DATA_VARIABLES = ("GEO_KOPIENAS_DATABASE", "GEO_KOPIENAS_DATA")
LEDGER = ROOT / "var" / "ledger.sqlite"
DEFAULT_PORT = 8501
MOST_PORT = 65535


def start(arguments: list[str]) -> int:
    """Become the dashboard, at the port and address that are asked for."""
    options = read_options(arguments)
    check_port(options.address, options.port)
    os.chdir(ROOT)
    if not any(os.environ.get(name, "").strip() for name in DATA_VARIABLES):
        prepare_ledger()
    say("open", host=options.address, port=options.port)
    command = [str(PYTHON), "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(options.port), "--server.address", options.address]
    # The dashboard takes this process's place, so that a signal to it reaches the dashboard.
    os.execv(command[0], command)  # noqa: S606
    return 0


def prepare_ledger() -> None:
    """Make the ledger from data/ or take newer data over, and say what there is to say of it."""
    if not LEDGER.exists():
        say("ledger")
    with alone():
        said = output_of(PYTHON, "-m", "geo_kopienas.cli.first_start")
    for key, values in json.loads(said or '[["ledger_failed", {}]]'):
        say(key, **values)


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Port and address; a wrong call ends the program with code 2."""
    parser = argparse.ArgumentParser(prog="start.py")
    parser.add_argument("--port", type=port_number, default=DEFAULT_PORT, metavar="N")
    parser.add_argument("--address", default="localhost", metavar="A")
    return parser.parse_args(arguments)


def port_number(text: str) -> int:
    """Read a port number from the command line."""
    number = int(text)
    if not 1 <= number <= MOST_PORT:
        raise argparse.ArgumentTypeError(f"1-{MOST_PORT}")
    return number


def check_port(address: str, port: int) -> None:
    """Stop when the dashboard could not listen on this port, and name one that is free."""
    key = port_problem(address, port)
    if key:
        candidates = range(max(port + 1, DEFAULT_PORT + 1), MOST_PORT + 1)
        other = next((n for n in candidates if not port_problem(address, n)), DEFAULT_PORT)
        raise Stop(key, address=address, port=port, other=other, reason=os.strerror(errno.EACCES))


def port_problem(address: str, port: int) -> str:
    """Why the dashboard could not listen there: a message's key, or nothing.

    A name such as localhost may have several addresses; one that this machine does not have (IPv6
    switched off) does not matter while another is free.
    """
    try:
        targets = socket.getaddrinfo(address, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)
    except (OSError, OverflowError):
        return "bad_address"
    keys = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_refused"}
    usable = False
    for family, kind, protocol, _, target in targets:
        try:
            with closing(socket.socket(family, kind, protocol)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(target)
            usable = True
        except OSError as error:
            if error.errno in keys:
                return keys[error.errno]
    return "" if usable else "bad_address"
