"""Aptaujas rezultāti: what the survey's answers say, place by place."""

from geo_kopienas.ui import frame, survey_page

texts = frame.begin("survey")
survey_page.show(texts)
