"""Neaktīvās vietas: which places are inactive, which merely unknown, why, and how solid that is."""

from geo_kopienas.ui import frame, inactive_page

texts = frame.begin("inactive")
inactive_page.show(texts)
