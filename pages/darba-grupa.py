"""Darba grupa: who is represented, whom to visit or invite next, what has changed."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.working_group import page

texts = shell.begin("working_group")
page.show(texts)
