"""Spoilt files, and the fuzz targets, can be imported by their name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "fuzz"))
