"""What stands in a page's address: a table of parameters, read when it is opened and written back.

Streamlit's own `bind="query-params"` would not do: it puts a field's words into the address instead
of its code, leaves out defaults, and drops an unknown value without saying so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_kopienas.domain.schema.codes import Level

MAP_LEVELS = (Level.UNIT, Level.APKAIME, Level.SETTLEMENT)
EARLIEST_DATE = date(2000, 1, 1)
#: The default of a choice that depends on other choices: the page sets it when these are known.
KNOWN_LATER: Any = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One choice of a page.

    Attributes:
        name: Its name in the address.
        key: Where the session keeps it; also the key of the field that shows it.
        read: Makes a value of its text; None where there is no such value.
        default: What is chosen where neither the address nor the session says anything.
        write: Makes the text of a value.
        is_brief: Whether the default is left out of the address.
    """

    name: str
    key: str
    read: Callable[[str], Any | None]
    default: Any = None
    write: Callable[[Any], str] = str
    is_brief: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """A value of the address that is not known; the page says so and takes the default."""

    name: str
    value: str


def level_parameter(key: str, default: Level) -> Parameter:
    """The level of the places, one that the map draws."""
    return Parameter("limenis", key, among(MAP_LEVELS), default)


def day_parameter(key: str, latest: date) -> Parameter:
    """The day; the latest by default."""
    return Parameter("datums", key, day_until(latest), latest)


def place_parameter(key: str, place_ids: Iterable[str]) -> Parameter:
    """A place; none by default."""
    return Parameter("vieta", key, among(place_ids))


def among(values: Iterable[Any]) -> Callable[[str], Any | None]:
    """Read the text of one of some values."""
    return {str(value): value for value in values}.get


def list_of(known: Iterable[str]) -> Callable[[str], list[str] | None]:
    """Read codes with semicolons between them, none of them twice."""
    codes = set(known)

    def read(text: str) -> list[str] | None:
        parts = list(dict.fromkeys(text.split(";")))
        return parts if codes.issuperset(parts) else None

    return read


def day_until(latest: date) -> Callable[[str], date | None]:
    """Read a day YYYY-MM-DD that is not later than `latest`."""

    def read(text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if EARLIEST_DATE <= day <= latest else None

    return read


def read_parameters(
    address: Mapping[str, str], parameters: Iterable[Parameter]
) -> tuple[dict[str, Any], list[Refusal]]:
    """Read an address.

    Returns:
        The known values by the key of their parameter, without those that are absent, and those
        that are not known.
    """
    values: dict[str, Any] = {}
    refusals = []
    for parameter in parameters:
        text = address.get(parameter.name)
        if text is None:
            continue
        value = parameter.read(text)
        if value is None:
            refusals.append(Refusal(parameter.name, text))
        else:
            values[parameter.key] = value
    return values, refusals


def address_of(parameters: Iterable[Parameter], choices: Iterable[Any]) -> dict[str, str]:
    """The parts of the address that restore the choices; what is empty is left out.

    Args:
        parameters: The parameters of the page.
        choices: The value of each, in their order.
    """
    return {
        parameter.name: parameter.write(value)
        for parameter, value in zip(parameters, choices, strict=True)
        if value not in (None, ()) and not (parameter.is_brief and value == parameter.default)
    }
