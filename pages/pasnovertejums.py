"""Pašnovērtējums: a community judges itself and gets its road map."""

from geo_kopienas.ui.assessment import page
from geo_kopienas.ui.frame import shell

texts = shell.begin("assessment")
page.show(texts)
