"""Pašnovērtējums: a community judges itself and gets its road map."""

from geo_kopienas.ui import assessment_page, frame

texts = frame.begin("assessment")
assessment_page.show(texts)
