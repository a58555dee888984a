"""Shared by all tests: helper modules beside a test can be imported by their name."""

from __future__ import annotations

import sys
from pathlib import Path

from hypothesis import settings

# The machine that runs the tests may be busy: how long one example takes proves nothing.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
# `--hypothesis-profile=thorough` tries each parser on a thousand files and more.
settings.register_profile("thorough", max_examples=1000, deadline=None)

for folder in ("domain", "browser"):
    sys.path.insert(0, str(Path(__file__).parent / folder))
