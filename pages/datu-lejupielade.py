"""Datu lejupielāde: exports, data checks, sources, column dictionary."""

from geo_kopienas.ui import data_page, frame

texts = frame.begin("data")
data_page.show(texts)
