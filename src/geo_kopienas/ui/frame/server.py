"""The server's start: what is ready before the first visitor comes."""

import asyncio
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from streamlit.runtime import get_instance
from streamlit.starlette import App

from geo_kopienas import ui

logger = logging.getLogger(__name__)


@asynccontextmanager
async def warm(_app: App) -> AsyncIterator[None]:
    """Load code and data and write the map's files before the server says that it is ready."""
    await asyncio.to_thread(_prepare)
    later = asyncio.create_task(asyncio.to_thread(_prepare_later))
    yield
    await later


def _prepare() -> None:
    _serve_map_component()
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        import_module(module.name)
    from geo_kopienas.ui.frame import loaders  # noqa: PLC0415 - after the map's component

    try:
        loaders.load()
        loaders.frame_files()
    except Exception as error:
        # Every visitor gets a sentence; the message stays unsaid, for it may quote the data.
        logger.error("Error at the start: %s", type(error).__qualname__)  # noqa: TRY400


def _prepare_later() -> None:
    """Prepare what the first visitor does not wait for: figures of the survey, and the search."""
    import_module("scipy.optimize")
    from geo_kopienas.ui.frame import loaders  # noqa: PLC0415 - after the map's component

    try:
        workspace, _ = loaders.load()
        if workspace is not None:
            workspace.matcher.suggest("ab")  # the case forms of a country's names take seconds
    except Exception as error:
        logger.error("Error at the start: %s", type(error).__qualname__)  # noqa: TRY400


def _serve_map_component() -> None:
    """Serve the files of the map's component, also to browsers whose visit is another process's.

    A component registers itself where a visit imports it; imported outside, it warns of that.
    """
    warning = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    warning.disabled = True
    component = import_module("streamlit_folium")._component_func  # noqa: SLF001
    warning.disabled = False
    get_instance().component_registry.register_component(component)
