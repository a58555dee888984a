"""The real nginx in front of the app, with the configuration that the repository recommends."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harness import CHECKOUT, running_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIGURATION = CHECKOUT / "deploy" / "nginx.conf"
#: The path of the example in docs/hosting.md.
BELOW = "/kopienas"

#: What a distribution's own nginx.conf has around the file; all that it writes is in one folder.
AROUND = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


@contextmanager
def running_proxy(app_address: str, folder: Path, *, below: bool = False) -> Iterator[str]:
    """The address of an nginx that passes on to the app.

    Args:
        app_address: Where the app listens.
        folder: A folder of its own for what nginx writes.
        below: Whether the app stands below the path of the handbook's example.
    """
    # Started by root, nginx would give itself another user, who may not write in the folder.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    program = shutil.which("nginx") or "/usr/sbin/nginx"

    def start(port: int) -> subprocess.Popen[bytes]:
        site = below_a_path() if below else CONFIGURATION.read_text(encoding="utf-8")
        for former, new in (
            ("listen 80;", f"listen 127.0.0.1:{port};"),
            ("http://127.0.0.1:8501;", f"{app_address};"),
        ):
            assert former in site
            site = site.replace(former, new)
        content = AROUND.format(user=user, folder=folder, site=site)
        configuration.write_text(content, encoding="utf-8")
        return subprocess.Popen([program, "-c", str(configuration), "-e", f"{folder}/error.log"])

    path = BELOW if below else ""
    with running_server(start, path) as (address, _):
        yield address + path


def below_a_path() -> str:
    """The configuration below a path, made by the very command that docs/hosting.md gives."""
    lines = (CHECKOUT / "docs" / "hosting.md").read_text(encoding="utf-8").splitlines()
    command = shlex.split(next(line for line in lines if line.startswith("sed ")))
    return subprocess.check_output(command, cwd=CHECKOUT, encoding="utf-8")
