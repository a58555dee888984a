"""Steps of the set-up: what each says, in Latvian and in English, and how it may end."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "src" / "geo_kopienas" / "texts"

#: The sentence that fits what pip, uv or apt-get print.
REASONS = {
    "disk_full": "no space left",
    "bad_hash": "hash mismatch|do not match the hashes",
    "no_venv": "ensurepip|no module named venv",
    "no_network": "error sending request|connection (refused|broken)|temporary failure|timed out"
    "|network is unreachable|proxyerror|sslerror",
}


class Stop(Exception):  # noqa: N818 - it ends the program; the sentence is the error
    """Ends the program with the sentence of this key, filled with these values."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def words(key: str, **values: object) -> list[str]:
    """A message in Latvian and in English; a value that is a list has one for each."""
    texts = []
    for number, language in enumerate(("lv", "en")):
        table = tomllib.loads((WORDS / language / "start.toml").read_text("utf-8"))
        own = {name: v[number] if isinstance(v, list) else v for name, v in values.items()}
        texts.append(table["start"][key].format(**own))
    return texts


def write(text: str) -> None:
    """Print to standard error, as UTF-8 whatever the locale."""
    sys.stderr.flush()
    sys.stderr.buffer.write(text.encode())
    sys.stderr.flush()


def say(key: str, **values: object) -> None:
    """Tell how it is going: both languages on one line."""
    write("» {} / {}\n".format(*words(key, **values)))


def sentence(key: str, **values: object) -> str:
    """A message in both languages, one line each."""
    return "LV: {}\nEN: {}\n".format(*words(key, **values))


def finish(work: Callable[[], int]) -> int:
    """Do the work; every foreseen failure is a sentence and a non-zero exit code."""
    try:
        return work()
    except Stop as stop:
        write(sentence(stop.key, **stop.values))
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        keys = {errno.ENOSPC: "disk_full", errno.ENOENT: "missing_file"}
        key = keys.get(error.errno or 0, "cannot_write")
        path = error.filename or str(ROOT)
        write(sentence(key, path=path, what=path, reason=error.strerror or error))
    return 1


def run(step: str, *command: str | Path, **environment: str) -> None:
    """Run a step quietly, in the checkout.

    Raises:
        Stop: When it fails, with the likely reason; its last lines have been shown.
    """
    say(step)
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        code, output = done.returncode, done.stdout
    except OSError as error:
        code, output = 127, str(error)
    if code != 0:
        lines = [line for line in output.splitlines() if line.strip()]
        write("".join(f"    {line[:300]}\n" for line in lines[-6:]))
        raise Stop(reason_of(output), what=[text.partition(" (")[0] for text in words(step)])


def reason_of(output: str) -> str:
    """Tell from a failed program's output which sentence fits."""
    fitting = (key for key, signs in REASONS.items() if re.search(signs, output, re.IGNORECASE))
    return next(fitting, "step_failed")


def output_of(*command: str | Path) -> str:
    """What a command prints; nothing when it does not run or fails."""
    try:
        return subprocess.check_output(command, stderr=subprocess.DEVNULL, text=True)
    except (OSError, subprocess.CalledProcessError):
        return ""


def can_apt() -> bool:
    """Whether Debian packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(name: str) -> None:
    """Install a Debian package, as root."""
    script = f"apt-get update -q && apt-get install -y -q {name}"
    run("debian", "sh", "-c", script, DEBIAN_FRONTEND="noninteractive")
