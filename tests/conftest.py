"""Shared by all tests: helper modules beside a test can be imported by their name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The machine that runs the tests may be busy: how long one example takes proves nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("unhurried", unhurried)
settings.load_profile("unhurried")
# `--hypothesis-profile=thorough` tries each parser on a thousand files and more.
settings.register_profile("thorough", unhurried, max_examples=1000)

# No test reads or makes the ledger of this machine; one of a test's own is named by the test.
os.environ.setdefault("GEO_KOPIENAS_DATABASE", "none")

TESTS = Path(__file__).resolve().parent
for folder in (TESTS / "browser", TESTS / "helpers", TESTS.parent):
    sys.path.insert(0, str(folder))

#: Of pytest's processes: each may have a server and a browser beside it, one gigabyte together.
MOST_WORKERS = 8


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are processors: a browser test waits for much of its time."""
    return min(len(os.sched_getaffinity(0)) + 1, MOST_WORKERS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's files take longest: they come first, so that none is left alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of a directory with a town, a parish and four villages of the invented municipality."""
    from register_folder import register_files  # noqa: PLC0415 - heavy, and for a few tests only

    return register_files(tmp_path_factory.mktemp("register"))
