"""A server that begins where its imports end: a fork of one process that has imported for all.

What it reads, and the screens, which register with the server that imports them, it loads itself.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: Streamlit, and the project below its screens with all that it needs.
IMPORTED = (
    "streamlit.web.cli",
    "streamlit.web.bootstrap",
    "streamlit.starlette",
    "folium",
    "geo_kopienas.exports.files",
    "scipy.optimize",
)

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(list(IMPORTED))


class ForkedServer:
    """`streamlit run` in a process of its own, to be handled like a `subprocess.Popen`.

    Args:
        arguments: Those of `streamlit run`.
        folder: Where it runs.
        log: Gets its output.
        environment: All its variables.
    """

    def __init__(
        self, arguments: list[str], *, folder: Path, log: Path, environment: dict[str, str]
    ) -> None:
        self._process = _forks.Process(target=_serve, args=(arguments, folder, log, environment))
        self._process.start()
        self.pid = self._process.pid or 0
        self.terminate, self.kill = self._process.terminate, self._process.kill

    @property
    def returncode(self) -> int | None:
        """As far as it has ended."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Whether it has ended, and how."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> None:
        """Wait until it has ended."""
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("streamlit", timeout or 0)


def _serve(arguments: list[str], folder: Path, log: Path, environment: dict[str, str]) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(output, stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # that of this environment
    sys.argv = ["streamlit", "run", *arguments]
    import_module("streamlit.web.cli").main(sys.argv[1:], prog_name="streamlit")
