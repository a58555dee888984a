"""The checks of `start.py test`."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from glob import glob

from tools.environment import VENV
from tools.steps import ROOT, Stop, apt_install, can_apt, sentence, write

CHROMIUM_VARIABLE = "GEO_KOPIENAS_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NGINX_NAMES = ("nginx", "/usr/sbin/nginx")  # Debian keeps it where only root looks
POSTGRESQL_NAMES = ("postgres", "/usr/lib/postgresql/*/bin/postgres")  # and this where nobody does

#: What runs beside the tests: together they take a processor half a minute.
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
    find_program("postgresql", POSTGRESQL_NAMES, "no_postgresql")
    environment = os.environ | {
        CHROMIUM_VARIABLE: find_chromium(),
        # The files of the checkout are checked, not the ledger of this machine.
        "GEO_KOPIENAS_DATABASE": os.environ.get("GEO_KOPIENAS_DATABASE", "none"),
        "VIRTUAL_ENV": str(VENV),
        "PATH": os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", "")]),
        # The tests start Python a hundred times: what is compiled for one start serves the others.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(VENV / "bytecode"),
    }

    def passes(command: tuple[str, ...]) -> bool:
        """Run a check; what it says is shown whole, once it has ended."""
        ended = subprocess.run(
            [VENV / "bin" / command[0], *command[1:]],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        write(f"\n» {' '.join(command)}\n{ended.stdout}")
        return ended.returncode == 0

    beside = () if pytest_arguments else CHECKS
    with ThreadPoolExecutor() as pool:
        passed = pool.map(passes, beside)
        pytest = [VENV / "bin" / "python", "-m", "pytest", *pytest_arguments]
        code = subprocess.call(pytest, cwd=ROOT, env=environment)
    failed = [" ".join(check) for check, is_good in zip(beside, passed, strict=True) if not is_good]
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
        names: Names of the program, or where it may be.
        missing: The message when it cannot be had.
    """
    if not on_path(names) and can_apt():
        apt_install(package)
    program = on_path(names)
    if not program:
        raise Stop(missing, variable=CHROMIUM_VARIABLE)
    return program


def on_path(names: tuple[str, ...]) -> str:
    """The first of these programs that the PATH has or that is where the name says, or nothing."""
    paths = (path for name in names for path in (glob(name) if "*" in name else [name]))  # noqa: PTH207
    return next((path for path in map(shutil.which, paths) if path), "")
