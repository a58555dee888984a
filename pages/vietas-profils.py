"""Vietas profils: everything that is known of one place, on one page."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.profile import page

texts = shell.begin("profile")
page.show(texts)
