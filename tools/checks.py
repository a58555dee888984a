"""The checks of `start.py test`."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from tools.environment import VENV
from tools.steps import ROOT, Stop, apt_install, can_apt, sentence, write

CHROMIUM_VARIABLE = "GEO_KOPIENAS_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NGINX_NAMES = ("nginx", "/usr/sbin/nginx")  # Debian keeps it where only root looks

#: What comes before pytest, all at the same time.
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
    ("python", "tools/audit.py"),
)


def check(pytest_arguments: list[str]) -> int:
    """Run the checks; arguments are pytest's, and run it alone.

    Returns:
        pytest's own exit code, or 1 when only an earlier check failed.
    """
    find_program("nginx", NGINX_NAMES, "no_nginx")
    environment = os.environ | {
        CHROMIUM_VARIABLE: find_chromium(),
        "VIRTUAL_ENV": str(VENV),
        "PATH": os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")]),
    }

    def run(*command: str) -> int:
        write(f"» {' '.join(command)}\n")
        program = VENV / "bin" / command[0]
        return subprocess.call([program, *command[1:]], cwd=ROOT, env=environment)

    before = () if pytest_arguments else CHECKS
    with ThreadPoolExecutor() as pool:  # mypy needs one processor, and the audit the network
        codes = pool.map(lambda command: run(*command), before)
    failed = [" ".join(command) for command, code in zip(before, codes, strict=True) if code]
    code = run("python", "-m", "pytest", *pytest_arguments)
    if failed:
        write(sentence("checks_failed", names=", ".join(failed)))
    return code or (1 if failed else 0)


def find_chromium() -> str:
    """The browser for the tests: the named one, one of the PATH, or one from Debian."""
    named = shutil.which(os.environ.get(CHROMIUM_VARIABLE, ""))
    return named or find_program("chromium", CHROMIUM_NAMES, "no_chromium")


def find_program(package: str, names: tuple[str, ...], missing: str) -> str:
    """The first of these programs; root gets it from Debian's package when there is none.

    Args:
        package: Debian's package.
        names: Names of the program.
        missing: The message when it cannot be had.
    """
    if not on_path(names) and can_apt():
        apt_install(package)
    program = on_path(names)
    if not program:
        raise Stop(missing, variable=CHROMIUM_VARIABLE)
    return program


def on_path(names: tuple[str, ...]) -> str:
    """The first of these programs that the PATH has, or nothing."""
    return next((path for path in map(shutil.which, names) if path), "")
