"""The shared password: few attempts, nothing kept but that it was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo_kopienas.ui.frame import shared_password
from geo_kopienas.ui.frame.shared_password import MAX_FAILURES, WINDOW_SECONDS, Attempts

if TYPE_CHECKING:
    import pytest

PASSWORD = "pareizā parole"  # noqa: S105 - of the test


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_only_the_password_itself_fits() -> None:
    attempts = Attempts()
    assert attempts.check(PASSWORD, PASSWORD)
    assert not attempts.check("pareizā parol", PASSWORD)
    assert not attempts.check("", PASSWORD)


def test_without_a_password_nobody_is_an_editor() -> None:
    assert not Attempts().check("", "")


def test_after_some_wrong_ones_even_the_right_one_has_to_wait() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    for _ in range(MAX_FAILURES):
        assert not attempts.check("nepareiza", PASSWORD)
    assert attempts.are_used_up()
    assert not attempts.check(PASSWORD, PASSWORD)
    clock.now = WINDOW_SECONDS
    assert attempts.check(PASSWORD, PASSWORD)


def test_a_changed_password_takes_the_role_away(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setenv("GEO_KOPIENAS_EDITOR_PASSWORD", PASSWORD)
    assert not shared_password.was_given()
    session["editor_role"] = shared_password._mark()
    assert shared_password.was_given()
    assert PASSWORD not in repr(session)
    monkeypatch.setenv("GEO_KOPIENAS_EDITOR_PASSWORD", "cita")
    assert not shared_password.was_given()
    monkeypatch.delenv("GEO_KOPIENAS_EDITOR_PASSWORD")
    assert not shared_password.was_given()


def test_who_leaves_takes_the_opened_file_along(monkeypatch: pytest.MonkeyPatch) -> None:
    session: dict[str, object] = {"editor_role": b"", "upload_plan": (), "language": "lv"}
    monkeypatch.setattr(st, "session_state", session)
    shared_password.leave()
    assert session == {"language": "lv"}
