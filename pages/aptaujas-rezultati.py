"""Aptaujas rezultāti: what the survey's answers say, place by place."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.survey import page

texts = shell.begin("survey")
page.show(texts)
