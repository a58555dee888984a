"""Where the open data stands beside Streamlit's own routes."""

from starlette.routing import BaseRoute, Mount
from starlette.types import Receive, Scope, Send

from geo_kopienas.ui.open_data.addresses import ROOT


def open_data_routes(base: str) -> list[BaseRoute]:
    """The routes.

    Args:
        base: Path of the dashboard on its host (`server.baseUrlPath`); empty at its root.
    """
    above = f"/{base.strip('/')}" if base.strip("/") else ""
    return [Mount(f"{above}{ROOT}", app=_open_data)]


async def _open_data(scope: Scope, receive: Receive, send: Send) -> None:
    # Streamlit's caches, which it uses, want the server to be there; the start has loaded it since.
    from geo_kopienas.ui.open_data.routes import application  # noqa: PLC0415

    await application(scope, receive, send)
