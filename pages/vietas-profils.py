"""Vietas profils: everything that is known of one place, on one page."""

from geo_kopienas.ui import frame, profile_page

texts = frame.begin("profile")
profile_page.show(texts)
