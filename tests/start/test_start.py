"""The parts of start.py that need no network: its sentences, its checks, what it redoes."""

from __future__ import annotations

import ast
import contextlib
import errno
import fcntl
import json
import os
import re
import socket
import string
import subprocess
import sys
import threading
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools import checks, environment, serve, steps

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
FIRST_START = ROOT / "src" / "geo_kopienas" / "cli" / "first_start.py"
PROGRAM = [ROOT / "start.py", FIRST_START, *(ROOT / "tools").glob("*.py")]


def messages(language: str) -> dict[str, str]:
    """The sentences of a language."""
    file = ROOT / "src" / "geo_kopienas" / "texts" / language / "start.toml"
    words: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))["start"]
    return words


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    """A port of 127.0.0.1 that something listens on."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield int(held.getsockname()[1])


# Sentences


def test_every_message_is_in_both_languages_with_the_same_blanks() -> None:
    latvian, english = messages("lv"), messages("en")
    assert latvian.keys() == english.keys()
    for key in latvian:
        blanks = [
            {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for text in (latvian[key], english[key])
        ]
        assert latvian[key] != english[key], key
        assert blanks[0] == blanks[1], key


def test_every_message_that_is_used_exists_and_every_one_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PROGRAM)
    known = messages("lv").keys()
    assert {word for word in re.findall(r'"([a-z_]+)"', source) if word in known} == known
    assert set(re.findall(r'(?:Stop|say|sentence|run)\(\s*"([a-z_]+)"', source)) <= known | {
        "python"
    }


def test_file_is_read_by_python_3_6() -> None:
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 99)])
def test_old_python_gets_the_sentence(
    start: ModuleType,
    version: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(start.sys, "version_info", version)
    assert start.main(["setup"]) == 1
    told = capfd.readouterr().err
    assert "LV: Vajadzīgs Python 3.11 vai jaunāks" in told
    assert "EN: Python 3.11 or newer is needed" in told
    assert ".".join(map(str, version)) in told


def test_old_python_is_pointed_to_a_newer_one_that_runs(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "runs", lambda *command: command[0] == "python3.12")
    assert ": python3.12 start.py\n" in start.refusal((3, 9, 2), "posix")


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_new_python_passes(start: ModuleType, version: tuple[int, ...]) -> None:
    assert start.refusal(version, "posix") == ""


def test_windows_gets_the_sentence(start: ModuleType) -> None:
    assert "run it in a WSL (Debian) window" in start.refusal((3, 13, 0), "nt")


@pytest.mark.parametrize(
    ("output", "key"),
    [
        ("Failed to establish a new connection: [Errno 111] Connection refused", "no_network"),
        ("cause: error sending request for url\n cause: dns error", "no_network"),
        ("E: Failed to fetch  Temporary failure resolving", "no_network"),
        ("OSError: [Errno 28] No space left on device", "disk_full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "bad_hash"),
        ("cause: Hash mismatch for `altair==6.3.0`", "bad_hash"),
        ("not created successfully because ensurepip is not available.", "no_venv"),
        ("error: something else", "step_failed"),
    ],
)
def test_reason_is_told_from_the_output(output: str, key: str) -> None:
    assert steps.reason_of(output) == key


def test_failed_step_shows_the_last_lines_and_the_sentence(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail() -> int:
        steps.run("package", "sh", "-c", "echo the reason; exit 3")
        return 0

    assert steps.finish(fail) == 1
    told = capfd.readouterr().err
    assert "    the reason\nLV: Neizdevās solis „Uzstāda pašu paneli”." in told
    assert 'EN: This step failed: "Installing the dashboard itself".' in told


def test_program_that_is_not_there_is_a_failed_step() -> None:
    with pytest.raises(steps.Stop) as stop:
        steps.run("package", "/nowhere/program")
    assert stop.value.key == "step_failed"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.EACCES, "EN: Cannot write here: /somewhere (Permission denied)"),
        (errno.ENOSPC, 'EN: The disk is full, this step failed: "/somewhere"'),
        (errno.ENOENT, "EN: This copy lacks the file /somewhere."),
    ],
)
def test_folder_that_cannot_be_used_gets_the_sentence(
    code: int, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> int:
        raise OSError(code, os.strerror(code), "/somewhere")

    assert steps.finish(refuse) == 1
    assert told in capfd.readouterr().err


def test_environment_of_another_user_gets_the_sentence(
    start: ModuleType,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    venv = folder / ".venv"
    monkeypatch.setattr(environment.os, "access", lambda path, _: path != venv)
    assert start.main(["setup"]) == 1
    assert f"EN: Cannot write here: {venv} (" in capfd.readouterr().err


def test_latvian_is_told_in_a_locale_without_its_letters() -> None:
    code = "from tools import steps; steps.write(steps.sentence('waiting'))"
    environ = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environ["PYTHONIOENCODING"] = "ascii:strict"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, check=True
    )
    assert "Šajā mapē" in done.stderr.decode("utf-8")


def test_help_needs_no_set_up(start: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["--help"]) == 0
    assert "python3 start.py test" in capsys.readouterr().out


# The port


def test_taken_port_gets_the_sentence_and_a_free_one(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "set_up", lambda **_: None)
    with taken_port() as port:
        assert start.main(["--port", str(port), "--address", "127.0.0.1"]) == 1
    told = capfd.readouterr().err
    assert f"LV: Ports {port} jau ir aizņemts." in told
    assert f"EN: Port {port} is already taken." in told
    other = re.search(r"--port (\d+)", told)
    assert other is not None
    assert int(other[1]) != port


def test_taken_port_is_seen_by_name_too() -> None:
    with taken_port() as port:
        assert serve.port_problem("localhost", port) == "port_taken"


def test_free_port_passes() -> None:
    def is_free() -> bool:
        with taken_port() as port:
            pass
        return serve.port_problem("127.0.0.1", port) == ""

    # Another program may take the port that was given back, but hardly three times.
    assert any(is_free() for _ in range(3))


def test_address_of_another_machine_is_refused() -> None:
    assert serve.port_problem("192.0.2.1", 8501) == "bad_address"


@pytest.mark.parametrize("text", ["0", "65536", "-1", "many"])
def test_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SystemExit) as stop:
        serve.start([f"--port={text}"])
    assert stop.value.code == 2


# The ledger


@pytest.fixture
def started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `serve.start` says, instead of becoming the dashboard; the folder is the checkout."""
    said: list[str] = []
    monkeypatch.setattr(serve, "say", lambda key, **_: said.append(key))
    monkeypatch.setattr(serve.os, "execv", lambda *_: None)
    monkeypatch.setattr(serve.os, "chdir", lambda _: None)
    monkeypatch.setattr(serve, "check_port", lambda *_: None)
    monkeypatch.setattr(serve, "LEDGER", folder / "var" / "ledger.sqlite")
    for name in serve.DATA_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return said


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ('[["account", {}]]', ["ledger", "account", "open"]),
        ("[]", ["ledger", "open"]),
        ("", ["ledger", "ledger_failed", "open"]),
    ],
)
def test_a_start_prepares_the_ledger_and_goes_on(
    printed: str, said: list[str], started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "output_of", lambda *_: printed)
    serve.start([])
    assert started == said


@pytest.mark.parametrize("name", serve.DATA_VARIABLES)
def test_whoever_names_the_data_keeps_them_as_they_are(
    name: str, started: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "none")
    serve.start([])
    assert started == ["open"]


# What is redone


@pytest.mark.parametrize("part", ["runtime", "test"])
def test_fingerprint_changes_with_each_of_its_files(folder: Path, part: str) -> None:
    seen = {environment.fingerprint(part)}
    for name in environment.PARTS[part]:
        (folder / name).write_text("another\n", encoding="utf-8")
        seen.add(environment.fingerprint(part))
    assert len(seen) == 1 + len(environment.PARTS[part])


def test_missing_lock_file_gets_the_sentence(
    start: ModuleType, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "requirements" / "runtime.txt").unlink()
    assert start.main(["setup"]) == 1
    told = capfd.readouterr().err
    assert "EN: This copy lacks the file" in told
    assert "requirements/runtime.txt" in told


@pytest.fixture
def ran(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that the set-up would run, instead of running them."""
    steps_run: list[str] = []
    assert folder.is_dir()
    monkeypatch.setattr(environment, "run", lambda step, *_, **__: steps_run.append(step))
    monkeypatch.setattr(environment, "output_of", lambda *_: "it runs")
    return steps_run


FIRST = ["uv", "environment", "runtime", "package"]


def test_first_time_does_all_and_the_second_nothing(ran: list[str]) -> None:
    environment.set_up()
    assert ran == FIRST
    environment.set_up()
    assert ran == FIRST


def test_tests_add_their_tools_once(ran: list[str]) -> None:
    environment.set_up()
    environment.set_up(test=True)
    environment.set_up(test=True)
    environment.set_up()
    assert ran == [*FIRST, "uv", "test"]


def test_changed_lock_installs_into_the_same_environment(folder: Path, ran: list[str]) -> None:
    environment.set_up()
    (folder / "requirements" / "runtime.txt").write_text("newer\n", encoding="utf-8")
    environment.set_up()
    assert ran == [*FIRST, "uv", "runtime", "package"]


def test_locked_uv_is_brought_once(
    folder: Path, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "requirements" / "uv.txt").write_text("uv==0.13.9 \\\n", encoding="utf-8")
    monkeypatch.setattr(environment, "output_of", lambda *_: "uv 0.13.9 (some machine)")
    environment.set_up()
    assert ran == FIRST[1:]


def test_interrupted_set_up_is_redone_from_the_start(
    start: ModuleType, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = environment.run

    def interrupted(step: str, *command: Any, **variables: str) -> None:
        if step == "package":
            raise KeyboardInterrupt
        whole(step, *command, **variables)

    monkeypatch.setattr(environment, "run", interrupted)
    assert start.main(["setup"]) == 130
    monkeypatch.setattr(environment, "run", whole)
    environment.set_up()
    assert ran == [*FIRST[:-1], *FIRST]


def test_moved_folder_gets_a_new_environment(ran: list[str]) -> None:
    environment.set_up()
    state = json.loads(environment.STATE.read_text(encoding="utf-8"))
    environment.STATE.write_text(json.dumps({**state, "root": "/elsewhere"}), encoding="utf-8")
    environment.set_up()
    assert ran == [*FIRST, *FIRST]


def test_python_that_has_gone_gets_a_new_environment(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.set_up()
    gone = environment.PYTHON
    monkeypatch.setattr(environment, "output_of", lambda *c: "" if c[0] == gone else "it runs")
    environment.set_up()
    assert ran == [*FIRST, *FIRST]


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_damaged_note_counts_as_none(folder: Path, text: str) -> None:
    (folder / ".venv" / "start.json").write_text(text, encoding="utf-8")
    assert environment.read_state() == {}


def test_two_at_the_same_time_follow_one_another(
    folder: Path, ran: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    with (folder / "start.py").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = threading.Thread(target=environment.set_up)
        second.start()
        second.join(0.5)
        assert ran == []
    second.join()
    assert ran == FIRST
    assert "Another set-up is running in this folder" in capfd.readouterr().err


def test_packages_come_from_where_pip_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ":env:.timeout='9'\nglobal.index-url='https://packages.example/simple'\n"
    monkeypatch.setattr(environment, "output_of", lambda *_: told)
    settings = environment.uv_settings(["pip"])
    assert settings["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert settings["VIRTUAL_ENV"] == str(folder / ".venv")
    monkeypatch.setattr(environment, "output_of", lambda *_: "global.timeout='9'\n")
    assert "UV_DEFAULT_INDEX" not in environment.uv_settings(["pip"])


# venv, Chromium and nginx


def test_python_without_venv_gets_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    without = folder / "python-without-venv"
    without.write_text("#!/bin/sh\necho No module named venv\nexit 1\n", encoding="utf-8")
    without.chmod(0o755)
    monkeypatch.setattr(environment.sys, "_base_executable", str(without))
    monkeypatch.setattr(steps, "can_apt", lambda: False)

    def set_up() -> int:
        environment.set_up()
        return 0

    assert steps.finish(set_up) == 1
    assert "sudo apt-get install python3-venv" in capfd.readouterr().err


def test_root_installs_venv_and_chromium_from_debian(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.delenv(checks.CHROMIUM_VARIABLE, raising=False)
    for module in (steps, checks):
        monkeypatch.setattr(module, "can_apt", lambda: True)
        monkeypatch.setattr(module, "apt_install", installed.append)
    monkeypatch.setattr(environment, "output_of", lambda *_: "")
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(
        checks, "on_path", lambda _: "/usr/bin/chromium" if "chromium" in installed else ""
    )
    environment.find_pip()
    assert ran == ["environment"]
    assert checks.find_chromium() == "/usr/bin/chromium"
    assert installed == ["python3-venv", "chromium"]


def test_missing_chromium_gets_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(checks.CHROMIUM_VARIABLE, "/nowhere/chromium")
    monkeypatch.setattr(checks, "can_apt", lambda: False)
    monkeypatch.setattr(checks, "on_path", lambda _: "")
    with pytest.raises(steps.Stop) as stop:
        checks.find_chromium()
    told = steps.sentence(stop.value.key, **stop.value.values)
    assert "sudo apt-get install chromium" in told


SERVERS = [("nginx", checks.NGINX_NAMES), ("postgresql", checks.POSTGRESQL_NAMES)]


@pytest.mark.parametrize(("package", "names"), SERVERS)
def test_root_installs_servers_from_debian(
    package: str, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(checks, "can_apt", lambda: True)
    monkeypatch.setattr(checks, "apt_install", installed.append)
    monkeypatch.setattr(checks, "on_path", lambda _: f"/usr/sbin/{package}" if installed else "")
    checks.find_program(package, names, f"no_{package}")
    checks.find_program(package, names, f"no_{package}")
    assert installed == [package]


@pytest.mark.parametrize(("package", "names"), SERVERS)
def test_missing_server_gets_the_command(
    package: str, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "can_apt", lambda: False)
    monkeypatch.setattr(checks, "on_path", lambda _: "")
    with pytest.raises(steps.Stop) as stop:
        checks.find_program(package, names, f"no_{package}")
    assert f"sudo apt-get install {package}" in steps.sentence(stop.value.key)


def test_program_is_found_in_a_folder_with_its_version(tmp_path: Path) -> None:
    program = tmp_path / "15" / "bin" / "postgres"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)

    assert checks.on_path(("no-such-program", f"{tmp_path}/*/bin/postgres")) == str(program)


@pytest.mark.parametrize(
    ("codes", "arguments", "code"),
    [
        ({}, [], 0),
        ({"pytest": 1}, [], 1),
        ({"pytest": 5}, ["-k", "nothing"], 5),
        ({"mypy": 2}, [], 1),
        ({"mypy": 2}, ["-k", "words"], 0),
    ],
)
def test_exit_code_is_pytests_or_one(
    start: ModuleType,
    codes: dict[str, int],
    arguments: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called: list[str] = []

    def call(command: list[Any], **_: Any) -> int:
        called.append("pytest" if "pytest" in command else Path(command[0]).name)
        return codes.get(called[-1], 0)

    def run(command: list[Any], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, call(command, **options), stdout="as it is")

    monkeypatch.setattr(environment, "set_up", lambda **_: None)
    monkeypatch.setattr(checks, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(checks, "find_program", lambda *_: "/usr/sbin/nginx")
    monkeypatch.setattr(checks.subprocess, "call", call)
    monkeypatch.setattr(checks.subprocess, "run", run)
    assert start.main(["test", *arguments]) == code
    beside = [] if arguments else [command[0] for command in checks.CHECKS]
    assert sorted(called) == sorted(["pytest", *beside])


# The lock files themselves


def normal(name: str) -> str:
    """A requirement's project name as lock files spell it."""
    return re.split(r"[<>=!~; \[]", name, maxsplit=1)[0].lower().replace("_", "-")


def test_locks_hold_every_dependency_by_hash_and_name_no_host() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "runtime": project["project"]["dependencies"],
        "test": project["project"]["dependencies"] + project["dependency-groups"]["test"],
        "build": project["build-system"]["requires"],
        "uv": ["uv"],
    }
    for name, dependencies in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        locked = set(re.findall(r"^([a-z0-9][a-z0-9.-]*)==", text, re.MULTILINE))
        assert {normal(each) for each in dependencies} <= locked
        assert text.count("==") >= len(locked)
        assert all("--hash=sha256:" in block for block in re.split(r"\n(?=[a-z0-9])", text)[1:])
        assert "://" not in text


def test_versions_agree_between_the_locks() -> None:
    def lines(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9][^ ]*==[^ ]+)", text, re.MULTILINE))

    assert lines("runtime.txt") <= lines("test.txt")
    assert lines("build.txt") <= lines("test.txt")


def test_hosted_platforms_install_what_is_locked() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["-r requirements/runtime.txt"]
