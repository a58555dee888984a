"""Words of the survey that need more than one look-up."""

from __future__ import annotations

from geo_kopienas.domain.schema.codes import LANGUAGES
from geo_kopienas.texts.lookup import texts_for

_FORM = "survey_form."


def form_words() -> dict[str, dict[str, str]]:
    """What the survey's form says beyond the codebook, by name and language."""
    names = [key for key in texts_for(LANGUAGES[0]) if key.startswith(_FORM)]
    return {
        key.removeprefix(_FORM): {language: texts_for(language)[key] for language in LANGUAGES}
        for key in names
    }
