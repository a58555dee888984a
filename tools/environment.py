"""The environment in .venv: what the lock files say, brought by a uv that is locked too."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import importlib.util
import json
import os
import re
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tools import steps
from tools.steps import ROOT, output_of, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UV = ROOT / ".uv"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / "start.json"

#: What each part of the environment is made from: it is renewed when one of its files changes.
PARTS = {
    "runtime": ("requirements/runtime.txt", "requirements/build.txt", "pyproject.toml"),
    "test": ("requirements/test.txt",),
}


def set_up(*, test: bool = False) -> None:
    """Bring the environment to what the lock files say; nothing goes online when it is there."""
    wanted = {part: fingerprint(part) for part in (("runtime", "test") if test else ("runtime",))}
    with alone():
        state = read_state()
        stale = [part for part in wanted if state.get(part) != wanted[part]]
        if stale:
            install(stale, anew=not state)
            STATE.write_text(json.dumps({**state, **wanted, "root": str(ROOT)}))


def fingerprint(part: str) -> str:
    """The hash of the files that a part of the environment is made from."""
    content = b"\0".join((ROOT / name).read_bytes() for name in PARTS[part])
    return hashlib.sha256(content).hexdigest()


@contextmanager
def alone() -> Iterator[None]:
    """Hold this folder's lock: of two set-ups at the same time, one waits for the other."""
    with (ROOT / "start.py").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            steps.say("waiting")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_state() -> dict[str, str]:
    """What the last set-up noted at its end; nothing where all is to be made anew.

    That is so if it was interrupted, the folder was moved, or its Python has gone.
    """
    try:
        state = json.loads(STATE.read_text())
    except (OSError, ValueError):
        return {}
    is_ours = isinstance(state, dict) and state.get("root") == str(ROOT)
    return state if is_ours and output_of(PYTHON, "--version") else {}


def install(parts: list[str], *, anew: bool) -> None:
    """Install parts of the environment, after making it anew if need be."""
    for folder in (ROOT, VENV):
        if folder.exists() and not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    pip = find_pip()
    uv, settings = bring_uv(pip), uv_settings(pip)
    if anew:
        run("environment", uv, "venv", "--clear", "--python", sys.executable, VENV, **settings)
    STATE.write_text("")
    for part in parts:
        locks = [f"--requirements={name}" for name in PARTS[part] if name.endswith(".txt")]
        run(part, uv, "pip", "install", "--require-hashes", *locks, **settings)
    if "runtime" in parts:
        # The build backend is locked too, and already there: no isolated, unlocked build.
        itself = ("--no-deps", "--no-build-isolation", "--editable", ".")
        run("package", uv, "pip", "install", *itself, **settings)


def find_pip() -> list[str]:
    """The pip of this Python, or one made for it in .uv where it has none."""
    outside = getattr(sys, "_base_executable", sys.executable)  # not .venv's own, which has no pip
    inside = str(UV / "bin" / "python")
    for python in (outside, inside):
        if output_of(python, "-c", "import pip; print(pip)"):
            return [python, "-m", "pip"]
    if importlib.util.find_spec("ensurepip") is None and steps.can_apt():
        steps.apt_install("python3-venv")
    run("environment", outside, "-m", "venv", "--clear", UV)
    return [inside, "-m", "pip"]


def bring_uv(pip: list[str]) -> Path:
    """The locked uv, in a folder of its own; pip installs it where it is not there."""
    uv, lock = UV / "bin" / "uv", "requirements/uv.txt"
    locked = re.findall(r"^uv==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    if output_of(uv, "--version").split()[1:2] != locked:
        options = ["--disable-pip-version-check", "--retries=1", "--upgrade", f"--target={UV}"]
        run("uv", *pip, "install", *options, "--require-hashes", f"--requirement={lock}")
    return uv


def uv_settings(pip: list[str]) -> dict[str, str]:
    """Variables for uv: packages come from where pip's configuration says."""
    settings = {"VIRTUAL_ENV": str(VENV), "UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    for index in re.findall(r"\.index-url='(.+)'", output_of(*pip, "config", "list")):
        settings["UV_DEFAULT_INDEX"] = index
    return settings
