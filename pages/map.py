"""Karte: where communities are, how each place stands, and why it has its colour."""

from geo_kopienas.ui import frame, map_page

texts = frame.begin("map")
map_page.show(texts)
