"""Par projektu: method, sources, licence, privacy, accessibility."""

from geo_kopienas.ui import about_page, frame

texts = frame.begin("about")
about_page.show(texts)
