"""Answers to those who run the server."""

from collections.abc import Iterable

from anyio import to_thread
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from streamlit.runtime import Runtime, get_instance

from geo_kopienas.ui.frame import loaders
from geo_kopienas.ui.frame.runs import REGISTRY
from geo_kopienas.ui.frame.settings import GEOMETRY_FOLDER

MAP_COMPONENT = "streamlit_folium.st_folium"


async def ready(_request: Request) -> Response:
    """200 once a visitor would wait for nothing; until then 503 and what is missing.

    Parts are `data` (loaded without faults), `map_files` (written) and `map_component`
    (registered). A ledger that cannot be reached leaves what was read of it last, which is enough.
    """
    missing = await to_thread.run_sync(_missing)
    content = {"ready": not missing, "missing": missing}
    return JSONResponse(content, 503 if missing else 200, {"Cache-Control": "no-store"})


async def metrics(_request: Request) -> Response:
    """The figures as Prometheus reads them."""
    content = await to_thread.run_sync(generate_latest, REGISTRY)
    return Response(content, media_type=CONTENT_TYPE_LATEST)


def _missing() -> list[str]:
    workspace, _ = loaders.load()
    files = None if workspace is None else _map_files(workspace)
    return [
        *(["data"] if workspace is None else []),
        *(
            []
            if files and all((GEOMETRY_FOLDER / name).is_file() for name in files)
            else ["map_files"]
        ),
        *([] if _is_component_registered() else ["map_component"]),
    ]


def _map_files(workspace: loaders.Workspace) -> Iterable[str]:
    names = {*loaders.frame_files()}
    for level in workspace.files.values():
        names |= {*level.areas, level.context, level.communities}
    return names


def _is_component_registered() -> bool:
    return Runtime.exists() and bool(get_instance().component_registry.get_component(MAP_COMPONENT))
