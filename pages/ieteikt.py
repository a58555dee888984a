"""Ieteikt: what somebody knows of a place, a community or a fact, suggested without an account."""

from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.suggest import page

texts = shell.begin("suggest")
page.show(texts)
