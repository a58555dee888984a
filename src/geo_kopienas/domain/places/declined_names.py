"""Which names have a text among their case forms; forms are made when they are first asked for."""

from collections import defaultdict
from collections.abc import Mapping

from geo_kopienas.domain.places.declension import case_forms, form_signature
from geo_kopienas.domain.places.names import strip_diacritics

_Forms = dict[str, set[int]]


class DeclinedNames:
    """Finds names by their case forms.

    A country's register has a million forms, of which a search needs a handful: those of the
    names that share the first letters of their words with what was asked.

    Args:
        names: Normalised names with the numbers of those who bear them.
    """

    def __init__(self, names: Mapping[str, set[int]]) -> None:
        self._names = names
        self._alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for name in names:
            self._alike[form_signature(name)].append(name)
        self._made: dict[tuple[str, ...], tuple[_Forms, _Forms]] = {}

    def bearers(self, form: str) -> set[int]:
        """Numbers of the names with this case form."""
        return self._forms_like(form)[0].get(form, set())

    def bearers_without_marks(self, form: str) -> set[int]:
        """Numbers of the names with this case form, whatever its marks."""
        return self._forms_like(form)[1].get(strip_diacritics(form), set())

    def _forms_like(self, text: str) -> tuple[_Forms, _Forms]:
        signature = form_signature(text)
        if signature not in self._alike:
            return {}, {}
        if signature not in self._made:
            forms: defaultdict[str, set[int]] = defaultdict(set)
            plain: defaultdict[str, set[int]] = defaultdict(set)
            for name in self._alike[signature]:
                for form in case_forms(name):
                    forms[form] |= self._names[name]
                    plain[strip_diacritics(form)] |= self._names[name]
            self._made[signature] = dict(forms), dict(plain)
        return self._made[signature]
