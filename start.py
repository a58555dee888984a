#!/usr/bin/env python3
"""Set the dashboard up and start it, or run its tests: the two commands of the README.

    python3 start.py [--port N] [--address A]   set up if needed, then start the dashboard
    python3 start.py setup                      set up only
    python3 start.py test                       install the test tools and run all checks
    python3 start.py test -k words              run pytest alone, with these arguments

Everything goes into .uv/ and .venv/ of this folder; a second start needs no network. What goes
wrong ends in a sentence, in Latvian and in English, that says what to do. Only the standard library
is used, and in this file only what Python 3.6 has: an older Python gets its sentence too.
"""

import os
import subprocess
import sys

OLDEST_PYTHON = (3, 11)
OLD_PYTHON = """\
LV: Vajadzīgs Python {needed} vai jaunāks, bet šis ir {version}. Palaidiet ar jaunāku: {hint}
EN: Python {needed} or newer is needed, but this is {version}. Use a newer one: {hint}
"""
WINDOWS = """\
LV: Šī komanda darbojas Linux un macOS vidē. Sistēmā Windows palaidiet to WSL (Debian) logā.
EN: This command runs on Linux and macOS. On Windows, run it in a WSL (Debian) window.
"""


def runs(*command):
    """Tell whether a command runs and succeeds."""
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def refusal(version, system):
    """Give the sentence for a Python or a system that the dashboard cannot run on, or nothing."""
    if system == "nt":
        return WINDOWS
    if version[:2] >= OLDEST_PYTHON:
        return ""
    names = [f"python3.{minor}" for minor in range(20, OLDEST_PYTHON[1] - 1, -1)]
    newer = [f"{name} start.py" for name in names if runs(name, "--version")]
    return OLD_PYTHON.format(
        needed=".".join(map(str, OLDEST_PYTHON)),
        version=".".join(map(str, version)),
        hint=(newer or ["sudo apt-get install python3 python3-venv"])[0],
    )


def main(arguments):
    """Set up what is asked for, then start the dashboard or run the checks."""
    refused = refusal(sys.version_info[:3], os.name)
    if refused:
        sys.stderr.buffer.write(refused.encode("utf-8"))
        return 1
    if arguments[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return 0
    from tools import checks, environment, serve, steps  # what an older Python cannot read

    def work():
        is_test = arguments[:1] == ["test"]
        environment.set_up(test=is_test)
        if is_test:
            return checks.check(arguments[1:])
        if arguments == ["setup"]:
            steps.say("ready")
            return 0
        return serve.start(arguments)

    return steps.finish(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
