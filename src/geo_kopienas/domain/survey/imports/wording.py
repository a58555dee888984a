"""How texts of a survey file are compared: by what they say, not by how they are typed."""

import re
from collections.abc import Iterable, Iterator

from geo_kopienas.domain.schema.cells import clean_text

_SPACES = re.compile(r"\s+")
# Google Forms marks required questions with a star; people drop or add a full stop.
_ENDS = " *?!.:"

# What may stand between a group, a question and an option: "/", " - ", "[", "__", …
_BREAK = re.compile(r"[\s_]*[^\w\s](?:\W|_)*|_+")


def wording_key(text: str) -> str:
    """The form in which two texts are compared: composed, folded, spaces as one, no end mark."""
    return _SPACES.sub(" ", clean_text(text).casefold()).strip(_ENDS)


def split_names(text: str) -> Iterator[tuple[str, str, str]]:
    """Every way to cut a heading in two: what is before, the separator, what is after."""
    for separator in _BREAK.finditer(text):
        after = text[separator.end() :]
        if "[" in separator[0]:
            after = after.removesuffix("]")  # a row of a grid: "How much? [To walk]"
        if after:
            yield text[: separator.start()], separator[0], after


def keyed(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Targets by the keys of their names; the first of two equal names counts."""
    targets: dict[str, str] = {}
    for name, target in names:
        key = wording_key(name)
        if key:
            targets.setdefault(key, target)
    return targets
