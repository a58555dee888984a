"""Runs are counted by page, with their seconds and failures, and nothing of a visitor."""

from __future__ import annotations

import json
import re

import pytest
from prometheus_client import generate_latest

from geo_kopienas.ui.frame import runs


def figure(name: str, page: str) -> float:
    return runs.REGISTRY.get_sample_value(name, {"page": page}) or 0.0


def test_a_run_is_counted_with_its_page_and_seconds() -> None:
    before = figure("geo_kopienas_run_seconds_count", "survey")
    with runs.counted("survey"):
        pass
    assert figure("geo_kopienas_run_seconds_count", "survey") == before + 1
    assert figure("geo_kopienas_run_seconds_sum", "survey") >= 0
    assert figure("geo_kopienas_run_errors_total", "survey") == 0


def test_a_failure_counts_once_for_its_run_and_not_for_the_next() -> None:
    before = figure("geo_kopienas_run_errors_total", "profile")
    with runs.counted("profile"):
        runs.note_failure()
        runs.note_failure()
    with runs.counted("profile"):
        pass
    assert figure("geo_kopienas_run_errors_total", "profile") == before + 1


def test_a_run_that_was_cut_short_counts_too() -> None:
    before = figure("geo_kopienas_run_seconds_count", "about")
    with pytest.raises(KeyboardInterrupt), runs.counted("about"):
        raise KeyboardInterrupt
    assert figure("geo_kopienas_run_seconds_count", "about") == before + 1


@pytest.mark.parametrize(("asked", "lines"), [("json", 1), ("", 0), ("yes", 0)])
def test_a_line_a_run_is_written_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], asked: str, lines: int
) -> None:
    monkeypatch.setenv(runs.LOG_VARIABLE, asked)
    with runs.counted("map"):
        runs.note_failure()
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(written) == lines
    for line in written:
        assert line.keys() == {"time", "page", "seconds", "has_failed"}
        assert (line["page"], line["has_failed"]) == ("map", True)


def test_figures_have_no_label_but_the_page() -> None:
    with runs.counted("map"):
        pass
    text = generate_latest(runs.REGISTRY).decode()
    labels = set(re.findall(r'[{,](\w+)="', text))
    assert labels == {"page", "le"}
