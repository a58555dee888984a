"""Words of both languages: one key set, looked up by dotted key."""

from geo_kopienas.texts.lookup import DEFAULT_LANGUAGE, Texts, texts_for

__all__ = ["DEFAULT_LANGUAGE", "Texts", "texts_for"]
