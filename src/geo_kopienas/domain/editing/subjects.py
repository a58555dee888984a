"""What an edit is about: which places, and what was done."""

from enum import StrEnum

from geo_kopienas.domain.editing.changes import Edit
from geo_kopienas.domain.schema.fields import (
    BOUNDARY_FILES,
    COMMUNITIES,
    EVIDENCE,
    PLACES,
    POPULATION,
)

#: Column that names the places of a row.
PLACE_COLUMNS = {
    PLACES.file: "place_id",
    POPULATION.file: "place_id",
    COMMUNITIES.file: "place_ids",
    EVIDENCE.file: "place_ids",
}
PLACE_FILES = tuple(PLACE_COLUMNS)


class Done(StrEnum):
    """What was done to a row."""

    ADDED = "added"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


def done_to(edit: Edit) -> Done:
    """What an edit does."""
    if edit.before is None:
        return Done.ADDED
    return Done.WITHDRAWN if edit.after is None else Done.AMENDED


def places_of(edit: Edit) -> tuple[str, ...]:
    """The ids of the places that an edit is about, those of the newer state first."""
    if edit.file in BOUNDARY_FILES.values():
        return (edit.row_id,)
    column = PLACE_COLUMNS.get(edit.file)
    cells = [str(row.get(column, "")) for row in (edit.after, edit.before) if row and column]
    # Several places of one cell stand between semicolons.
    ids = (place_id.strip() for cell in cells for place_id in cell.split(";"))
    return tuple(dict.fromkeys(place_id for place_id in ids if place_id))


def is_about(edit: Edit, place_id: str) -> bool:
    """Whether an edit is about a place."""
    return place_id in places_of(edit)
