"""Darba grupa: who is represented, whom to visit or invite next, what has changed."""

from geo_kopienas.ui import frame, working_group_page

texts = frame.begin("working_group")
working_group_page.show(texts)
