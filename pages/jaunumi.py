"""Jaunumi: what was changed in the ledger, by day, for everybody."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.news import page

texts = shell.begin("news")
page.show(texts)
