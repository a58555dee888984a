"""Datu lejupielāde: exports, data checks, sources, column dictionary."""

from geo_kopienas.ui.data import page
from geo_kopienas.ui.frame import shell

texts = shell.begin("data")
page.show(texts)
