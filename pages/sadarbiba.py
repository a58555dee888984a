"""Sadarbība: how far cooperation with the municipality has come, when, and with how much."""

from geo_kopienas.ui import cooperation_page, frame

texts = frame.begin("cooperation")
cooperation_page.show(texts)
