"""Par projektu: method, sources, licence, privacy, accessibility."""

from geo_kopienas.ui.about import page
from geo_kopienas.ui.frame import shell

texts = shell.begin("about")
page.show(texts)
