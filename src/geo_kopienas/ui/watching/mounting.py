"""Where readiness and figures stand beside Streamlit's own routes."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route


def watching_routes(base: str) -> list[BaseRoute]:
    """The routes; nginx keeps the figures inside (`deploy/nginx.conf`).

    Args:
        base: Path of the dashboard on its host (`server.baseUrlPath`); empty at its root.
    """
    above = f"/{base.strip('/')}" if base.strip("/") else ""
    return [Route(f"{above}/_ready", _ready), Route(f"{above}/_metrics", _metrics)]


async def _ready(request: Request) -> Response:
    # Streamlit's caches, which it uses, want the server to be there.
    from geo_kopienas.ui.watching.answers import ready  # noqa: PLC0415

    return await ready(request)


async def _metrics(request: Request) -> Response:
    from geo_kopienas.ui.watching.answers import metrics  # noqa: PLC0415

    return await metrics(request)
