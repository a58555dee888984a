"""Sadarbība: how far cooperation with the municipality has come, when, and with how much."""

from geo_kopienas.ui.cooperation import page
from geo_kopienas.ui.frame import shell

texts = shell.begin("cooperation")
page.show(texts)
