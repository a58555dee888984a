"""Neaktīvās vietas: which places are inactive, which merely unknown, why, and how solid that is."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.inactive import page

texts = shell.begin("inactive")
page.show(texts)
