"""The routes of the open data behind a server of their own, without Streamlit around them."""

from __future__ import annotations

import socket
from http.client import HTTPConnection
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

import pytest
import uvicorn
from starlette.applications import Starlette

from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.open_data.mounting import open_data_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from geo_kopienas.ui.frame.loaders import Workspace


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """The default data as the pages have them."""
    loaded, problems = loaders.load()
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="session")
def host() -> Iterator[str]:
    """Host and port of the server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        free.listen(64)
        server = uvicorn.Server(
            uvicorn.Config(Starlette(routes=open_data_routes("")), log_level="warning")
        )
        thread = Thread(target=server.run, kwargs={"sockets": [free]}, daemon=True)
        thread.start()
        yield f"127.0.0.1:{free.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def get(host: str) -> Callable[..., Answered]:
    """Ask for a path below `/dati/v1/`."""

    def ask(path: str, method: str = "GET", **headers: str) -> Answered:
        connection = HTTPConnection(host, timeout=120)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, f"/dati/v1/{path}", headers=named)
            response = connection.getresponse()
            lowered = {name.lower(): value for name, value in response.getheaders()}
            return Answered(response.status, lowered, response.read())
        finally:
            connection.close()

    return ask
