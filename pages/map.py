"""Karte: where communities are, how each place stands, and why it has its colour."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.map import page

texts = shell.begin("map")
page.show(texts)
