"""Redakcija: what waits, new facts and communities, visits, what should be confirmed."""

from geo_kopienas.ui.editing import page
from geo_kopienas.ui.frame import shell

texts = shell.begin("editing")
page.show(texts)
