"""The parts of start.py that need no network: its sentences, its checks, what it redoes."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import json
import os
import re
import socket
import string
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """start.py as a module whose checkout is an empty folder of the test."""
    spec = importlib.util.spec_from_file_location("start_under_test", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv = tmp_path / ".venv"
    venv.mkdir()
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "STATE": venv / "start.json",
        "REQUIREMENTS": tmp_path / "requirements",
        "VENDOR": tmp_path / "static" / "vendor",
    }.items():
        monkeypatch.setattr(module, name, value)
    return module


def lay_locks(module: ModuleType) -> None:
    """Put small stand-ins for the files that the set-up depends on."""
    for names in module.PARTS.values():
        for name in names:
            path = module.ROOT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"one of {name}\n", encoding="utf-8")


@contextlib.contextmanager
def taken_port() -> Iterator[int]:
    """A port of 127.0.0.1 that something listens on."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield int(held.getsockname()[1])


# Sentences


def test_every_message_is_in_both_languages_with_the_same_blanks(start: ModuleType) -> None:
    for key, (latvian, english) in start.MESSAGES.items():
        blanks = [
            {field for _, field, _, _ in string.Formatter().parse(text) if field}
            for text in (latvian, english)
        ]
        assert latvian != english, key
        assert blanks[0] == blanks[1], key


def test_every_message_that_is_used_exists_and_every_one_is_used(start: ModuleType) -> None:
    source = (ROOT / "start.py").read_text(encoding="utf-8")
    body = source.replace(source[source.index("MESSAGES = {") : source.index("class Stop")], "")
    used = {word for word in re.findall(r'"([a-z_]+)"', body) if word in start.MESSAGES}
    raised = set(re.findall(r'(?:Stop|say|sentence)\(\s*"([a-z_]+)"', body))
    assert used == set(start.MESSAGES)
    assert raised <= set(start.MESSAGES)


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
    monkeypatch.setattr(start, "answers", lambda command: command[0] == "python3.12")
    with pytest.raises(start.Stop) as stop:
        start.check_python((3, 9, 2))
    assert stop.value.values["hint"] == "python3.12 start.py"


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_new_python_passes(start: ModuleType, version: tuple[int, ...]) -> None:
    start.check_python(version)


@pytest.mark.parametrize(
    ("output", "key"),
    [
        ("Failed to establish a new connection: [Errno 111] Connection refused", "no_network"),
        ("npm error code ENOTFOUND", "no_network"),
        ("E: Failed to fetch  Temporary failure resolving", "no_network"),
        ("OSError: [Errno 28] No space left on device", "disk_full"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "bad_hash"),
        ("npm error code EINTEGRITY", "bad_hash"),
        ("error: something else", "step_failed"),
    ],
)
def test_reason_is_told_from_the_output(start: ModuleType, output: str, key: str) -> None:
    assert start.reason_of(output) == key


def test_failed_step_shows_the_last_lines_and_the_sentence(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_: list[str]) -> int:
        start.run("step_package", ["sh", "-c", "echo the reason; exit 3"])
        return 0

    monkeypatch.setattr(start, "start", fail)
    assert start.main([]) == 1
    told = capfd.readouterr().err
    assert "    the reason\nLV: Neizdevās solis „Uzstāda pašu paneli”." in told
    assert 'EN: This step failed: "Installing the dashboard itself".' in told


def test_program_that_is_not_there_is_a_failed_step(start: ModuleType) -> None:
    with pytest.raises(start.Stop) as stop:
        start.run("step_package", ["/nowhere/program"])
    assert stop.value.key == "step_failed"


def test_folder_that_cannot_be_written_gets_the_sentence(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: list[str]) -> int:
        raise PermissionError(13, "Permission denied", "/somewhere")

    monkeypatch.setattr(start, "start", refuse)
    assert start.main([]) == 1
    assert "EN: Cannot write here: /somewhere (Permission denied)" in capfd.readouterr().err


def test_environment_of_another_user_gets_the_sentence(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start.os, "access", lambda path, _: path != str(start.VENV))
    assert start.main(["setup"]) == 1
    assert f"EN: Cannot write here: {start.VENV} (" in capfd.readouterr().err


def test_latvian_is_told_in_a_locale_without_its_letters(start: ModuleType) -> None:
    code = (
        "import importlib.util as u; s = u.spec_from_file_location('s', 'start.py');"
        "m = u.module_from_spec(s); s.loader.exec_module(m); m.write(m.sentence('windows'))"
    )
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment["PYTHONIOENCODING"] = "ascii:strict"
    python = start.sys.executable
    done = subprocess.run(
        [python, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert "Šī komanda" in done.stderr.decode("utf-8")


# The port


def test_taken_port_gets_the_sentence_and_a_free_one(
    start: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with taken_port() as port:
        assert start.main(["--port", str(port), "--address", "127.0.0.1"]) == 1
    told = capfd.readouterr().err
    assert f"LV: Ports {port} jau ir aizņemts." in told
    assert f"EN: Port {port} is already taken." in told
    other = re.search(r"--port (\d+)", told)
    assert other is not None
    assert int(other[1]) != port


def test_taken_port_is_seen_by_name_too(start: ModuleType) -> None:
    with taken_port() as port:
        assert start.port_problem("localhost", port) == "port_taken"


def test_free_port_passes(start: ModuleType) -> None:
    def is_free() -> bool:
        with taken_port() as port:
            pass
        return bool(start.port_problem("127.0.0.1", port) == "")

    # Another program may take the port that was given back, but hardly three times.
    assert any(is_free() for _ in range(3))


def test_address_of_another_machine_is_refused(start: ModuleType) -> None:
    assert start.port_problem("192.0.2.1", 8501) == "bad_address"


@pytest.mark.parametrize("text", ["0", "65536", "-1", "many"])
def test_port_that_is_none_is_refused(start: ModuleType, text: str) -> None:
    with pytest.raises(SystemExit) as stop:
        start.main([f"--port={text}"])
    assert stop.value.code == 2


# What is redone


@pytest.mark.parametrize("part", ["runtime", "test", "frontend"])
def test_fingerprint_changes_with_each_of_its_files(start: ModuleType, part: str) -> None:
    lay_locks(start)
    seen = {start.fingerprint(part)}
    for name in start.PARTS[part]:
        (start.ROOT / name).write_text("another\n", encoding="utf-8")
        seen.add(start.fingerprint(part))
    assert len(seen) == 1 + len(start.PARTS[part])


def test_missing_lock_file_gets_the_sentence(start: ModuleType) -> None:
    with pytest.raises(start.Stop) as stop:
        start.fingerprint("runtime")
    assert stop.value.key == "missing_file"


@pytest.fixture
def steps(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that the set-up would run, instead of running them."""
    lay_locks(start)
    ran: list[str] = []

    def note(key: str, command: list[str], **_: Any) -> str:
        ran.append(key)
        if key == "step_frontend":
            assert command[:3] == ["npm", "ci", "--ignore-scripts"]
            for package, files in start.SERVED.items():
                for source in files:
                    path = start.ROOT / "node_modules" / package / source
                    path.parent.mkdir(parents=True, exist_ok=True)
                    if source.endswith("images"):
                        path.mkdir(exist_ok=True)
                        (path / "layers.png").write_bytes(b"png")
                    else:
                        path.write_text(source, encoding="utf-8")
        return ""

    monkeypatch.setattr(start, "run", note)
    monkeypatch.setattr(start, "answers", lambda _: True)
    monkeypatch.setattr(start, "find_npm", lambda: (["npm"], {}))
    return ran


FIRST = ["step_venv", "step_runtime", "step_package", "step_frontend"]


def test_first_time_does_all_and_the_second_nothing(start: ModuleType, steps: list[str]) -> None:
    start.set_up()
    assert steps == FIRST
    start.set_up()
    assert steps == FIRST
    assert (start.VENDOR / "leaflet" / "leaflet.js").read_text(encoding="utf-8")
    assert (start.VENDOR / "leaflet" / "images" / "layers.png").is_file()
    assert (start.VENDOR / "leaflet.markercluster" / "MIT-LICENCE").is_file()


def test_tests_add_their_tools_once(start: ModuleType, steps: list[str]) -> None:
    start.set_up()
    start.set_up(test=True)
    start.set_up(test=True)
    start.set_up()
    assert steps == [*FIRST, "step_test"]


def test_changed_lock_installs_into_the_same_environment(
    start: ModuleType, steps: list[str]
) -> None:
    start.set_up()
    (start.REQUIREMENTS / "runtime.txt").write_text("newer\n", encoding="utf-8")
    start.set_up()
    assert steps == [*FIRST, "step_runtime", "step_package"]


def test_interrupted_set_up_is_redone_from_the_start(
    start: ModuleType, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = start.run

    def interrupted(key: str, command: list[str], **values: Any) -> str:
        if key == "step_package":
            raise KeyboardInterrupt
        return str(whole(key, command, **values))

    monkeypatch.setattr(start, "run", interrupted)
    assert start.main(["setup"]) == 130
    monkeypatch.setattr(start, "run", whole)
    start.set_up()
    assert steps == ["step_venv", "step_runtime", *FIRST]


def test_moved_folder_gets_a_new_environment(start: ModuleType, steps: list[str]) -> None:
    start.set_up()
    state = json.loads(start.STATE.read_text(encoding="utf-8"))
    start.STATE.write_text(json.dumps({**state, "root": "/elsewhere"}), encoding="utf-8")
    start.set_up()
    assert steps == [*FIRST, *FIRST]


def test_missing_served_file_is_put_back(start: ModuleType, steps: list[str]) -> None:
    start.set_up()
    (start.VENDOR / "leaflet" / "leaflet.css").unlink()
    start.set_up()
    assert steps == [*FIRST, "step_frontend"]


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_damaged_note_counts_as_none(start: ModuleType, text: str) -> None:
    start.STATE.write_text(text, encoding="utf-8")
    assert start.read_state() == {}


# npm, venv and Chromium


@pytest.mark.parametrize("there", ["", "/usr/bin/npm"])
def test_missing_or_old_npm_falls_back_to_the_packaged_one(
    start: ModuleType, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda _: there or None)
    monkeypatch.setattr(start, "npm_version", lambda _: 6)
    monkeypatch.setattr(start, "pip_npm", lambda: (["packaged"], {"PYTHONPATH": "node"}))
    assert start.find_npm() == (["packaged"], {"PYTHONPATH": "node"})


def test_good_npm_is_used(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start.shutil, "which", lambda _: "/usr/bin/npm")
    monkeypatch.setattr(start, "npm_version", lambda _: 9)
    assert start.find_npm() == (["/usr/bin/npm"], {})


def test_packaged_npm_is_installed_by_hash_when_it_is_not_there(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []
    versions = iter([0, 11])
    monkeypatch.setattr(start, "npm_version", lambda *_: next(versions))
    monkeypatch.setattr(start, "pip_install", lambda *arguments: calls.append(arguments))
    command, extra = start.pip_npm()
    assert command[0] == start.venv_python()
    assert extra == {"PYTHONPATH": str(start.VENV / "node")}
    assert calls[0][:3] == ("step_npm", "--require-hashes", "--target")


@pytest.mark.parametrize(
    ("reason", "told"), [("step_failed", "no_npm"), ("no_network", "no_network")]
)
def test_npm_that_cannot_be_had_gets_a_sentence(
    start: ModuleType, reason: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise start.Stop(reason, what="npm")

    monkeypatch.setattr(start, "npm_version", lambda *_: 0)
    monkeypatch.setattr(start, "pip_install", fail)
    with pytest.raises(start.Stop) as stop:
        start.pip_npm()
    assert stop.value.key == told


def test_npm_that_does_not_answer_has_no_version(start: ModuleType) -> None:
    assert start.npm_version(["/nowhere/npm"]) == 0
    assert start.npm_version(["false"]) == 0
    assert start.npm_version(["echo", "words"]) == 0


def test_python_without_venv_gets_the_command(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "answers", lambda _: False)
    monkeypatch.setattr(start, "can_apt", lambda: False)
    with pytest.raises(start.Stop) as stop:
        start.make_venv()
    assert "sudo apt-get install python3-venv" in start.sentence("no_venv", **stop.value.values)


def test_root_installs_venv_and_chromium_from_debian(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.delenv(start.CHROMIUM_VARIABLE, raising=False)
    monkeypatch.setattr(start, "can_apt", lambda: True)
    monkeypatch.setattr(start, "apt_install", installed.append)
    monkeypatch.setattr(start, "answers", lambda _: bool(installed))
    monkeypatch.setattr(start, "run", lambda *_, **__: None)
    monkeypatch.setattr(
        start, "on_path", lambda _: "/usr/bin/chromium" if "chromium" in installed else ""
    )
    start.make_venv()
    assert start.find_chromium() == "/usr/bin/chromium"
    assert installed == ["python3-venv", "chromium"]


def test_missing_chromium_gets_the_command(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(start.CHROMIUM_VARIABLE, "/nowhere/chromium")
    monkeypatch.setattr(start, "can_apt", lambda: False)
    monkeypatch.setattr(start, "on_path", lambda _: "")
    with pytest.raises(start.Stop) as stop:
        start.find_chromium()
    told = start.sentence(stop.value.key, **stop.value.values)
    assert "sudo apt-get install chromium" in told


def test_root_installs_nginx_from_debian(
    start: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(start, "can_apt", lambda: True)
    monkeypatch.setattr(start, "apt_install", installed.append)
    monkeypatch.setattr(start, "on_path", lambda _: "/usr/sbin/nginx" if installed else "")
    start.find_program("nginx", start.NGINX_NAMES, "no_nginx")
    start.find_program("nginx", start.NGINX_NAMES, "no_nginx")
    assert installed == ["nginx"]


def test_missing_nginx_gets_the_command(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "can_apt", lambda: False)
    monkeypatch.setattr(start, "on_path", lambda _: "")
    with pytest.raises(start.Stop) as stop:
        start.find_program("nginx", start.NGINX_NAMES, "no_nginx")
    assert "sudo apt-get install nginx" in start.sentence(stop.value.key)


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
    ran: list[str] = []

    def call(command: list[str], **_: Any) -> int:
        name = "pytest" if "pytest" in command else Path(command[0]).name
        ran.append(name)
        return codes.get(name, 0)

    monkeypatch.setattr(start, "set_up", lambda **_: None)
    monkeypatch.setattr(start, "find_chromium", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(start, "find_program", lambda *_: "/usr/sbin/nginx")
    monkeypatch.setattr(start.subprocess, "call", call)
    assert start.main(["test", *arguments]) == code
    assert ran[-1] == "pytest"
    assert len(ran) == (1 if arguments else 1 + len(start.CHECKS))


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


def test_npm_lock_names_no_host_and_no_range() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert package["private"] is True
    for name, version in package["dependencies"].items():
        entry = lock["packages"][f"node_modules/{name}"]
        assert entry["version"] == version
        assert entry["integrity"].startswith("sha512-")
    assert "resolved" not in json.dumps(lock)
