"""Classes of a choropleth, safe for whatever the values are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import jenkspy
import numpy as np
import pandas as pd

MIN_CLASSES = 2
MAX_CLASSES = 7  # more steps of one hue cannot be told apart
DEFAULT_CLASSES = 5
NO_CLASS = -1


class Method(StrEnum):
    """How the limits of the classes are found."""

    QUANTILES = "quantiles"
    EQUAL_INTERVALS = "equal"
    NATURAL_BREAKS = "natural"
    OWN_LIMITS = "own"


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """The user's choice of classes; `limits` are the inner upper limits of own classes."""

    method: Method = Method.QUANTILES
    count: int = DEFAULT_CLASSES
    limits: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one series.

    Attributes:
        codes: Class of each value in its order; NO_CLASS where the value is not known.
        ranges: Lowest and highest value of each class; of an empty class its limits.
        counts: Number of values in each class.
    """

    codes: tuple[int, ...]
    ranges: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]


def classify(values: pd.Series, scheme: ClassScheme) -> Classes:
    """Put values into classes.

    With no more different values than classes each value is a class of its own, so that equal,
    few and single values need no special treatment by the caller.

    Args:
        values: Floats, NaN for not known.
        scheme: The chosen classes.
    """
    numbers = values.to_numpy(dtype="float64")
    is_known = np.isfinite(numbers)
    known = numbers[is_known]
    if known.size == 0:
        return Classes((NO_CLASS,) * numbers.size, (), ())
    uppers = _upper_limits(known, scheme)
    codes = np.full(numbers.size, NO_CLASS)
    # A value belongs to the first class whose upper limit it does not exceed.
    codes[is_known] = np.searchsorted(uppers, known, side="left")
    ranges, counts = [], []
    lower = min(float(known.min()), float(uppers[0]))
    for code, upper in enumerate(uppers):
        members = numbers[codes == code]
        counts.append(int(members.size))
        observed = (float(members.min()), float(members.max())) if members.size else None
        ranges.append(observed or (lower, float(upper)))
        lower = float(upper)
    return Classes(tuple(int(code) for code in codes), tuple(ranges), tuple(counts))


def classify_with_zero_apart(values: pd.Series, scheme: ClassScheme) -> Classes:
    """Classes where zero is one of its own, so that "nothing at all" never looks like "little"."""
    is_zero = values == 0
    if not is_zero.any():
        return classify(values, scheme)
    others = classify(values.mask(is_zero), scheme)
    codes = tuple(
        0 if zero else code if code == NO_CLASS else code + 1
        for zero, code in zip(is_zero, others.codes, strict=True)
    )
    return Classes(codes, ((0.0, 0.0), *others.ranges), (int(is_zero.sum()), *others.counts))


def classify_states(values: pd.Series, state_count: int) -> Classes:
    """One class for each ordered state, whether or not a place has it."""
    codes = tuple(NO_CLASS if np.isnan(value) else int(value) for value in values)
    ranges = tuple((float(state), float(state)) for state in range(state_count))
    return Classes(codes, ranges, tuple(codes.count(state) for state in range(state_count)))


def _upper_limits(known: np.ndarray, scheme: ClassScheme) -> np.ndarray:
    highest = float(known.max())
    if scheme.method is Method.OWN_LIMITS and scheme.limits:
        own = sorted(set(scheme.limits))[: MAX_CLASSES - 1]
        return np.array(own if highest <= own[-1] else [*own, highest])
    distinct = np.unique(known)
    count = min(max(scheme.count, MIN_CLASSES), MAX_CLASSES)
    if distinct.size <= count:
        return distinct
    # Ties may leave fewer classes than were asked for; that is said by the legend itself.
    limits = np.unique(_LIMITS[scheme.method](known, count))
    limits[-1] = max(highest, limits[-1])
    if scheme.method is Method.EQUAL_INTERVALS:
        return limits
    # Between ties a quantile may lie where no value is: a class of nobody tells nothing.
    members = np.bincount(np.searchsorted(limits, known, side="left"), minlength=limits.size)
    return limits[members > 0]


def _quantiles(known: np.ndarray, count: int) -> np.ndarray:
    limits: np.ndarray = np.quantile(known, np.arange(1, count + 1) / count)
    return limits


def _equal_intervals(known: np.ndarray, count: int) -> np.ndarray:
    return np.linspace(known.min(), known.max(), count + 1)[1:]


def _natural_breaks(known: np.ndarray, count: int) -> np.ndarray:
    if np.unique(known).size > FISHER_JENKS_LIMIT:
        known = np.quantile(known, np.linspace(0, 1, FISHER_JENKS_LIMIT))
    return np.array(jenkspy.jenks_breaks(known, n_classes=count)[1:])


#: Fisher–Jenks takes quadratic time; beyond this its input is the values' own quantiles.
FISHER_JENKS_LIMIT = 500
_LIMITS = {
    Method.QUANTILES: _quantiles,
    Method.EQUAL_INTERVALS: _equal_intervals,
    Method.NATURAL_BREAKS: _natural_breaks,
    Method.OWN_LIMITS: _quantiles,  # as long as no limits are given
}


def scheme_from_text(text: str) -> ClassScheme | None:
    """Read the address form of a scheme, `quantiles-5` or `own-1;2.5;10`; None if it is none."""
    name, _, rest = text.partition("-")
    try:
        method = Method(name)
        if method is Method.OWN_LIMITS:
            limits = limits_from_text(rest)
            return ClassScheme(method, limits=limits) if limits else None
        count = int(rest)
    except ValueError:
        return None
    return ClassScheme(method, count) if MIN_CLASSES <= count <= MAX_CLASSES else None


def scheme_to_text(scheme: ClassScheme) -> str:
    """The address form of a scheme."""
    if scheme.method is Method.OWN_LIMITS:
        return "own-" + ";".join(f"{limit:g}" for limit in scheme.limits)
    return f"{scheme.method}-{scheme.count}"


def limits_from_text(text: str) -> tuple[float, ...]:
    """Read limits such as "1; 2,5; 10"; ValueError if a part is no finite number or too many."""
    parts: Sequence[str] = [part for part in text.replace(" ", "").split(";") if part]
    limits = tuple(float(part.replace(",", ".")) for part in parts)
    if not all(np.isfinite(limit) for limit in limits) or len(set(limits)) > MAX_CLASSES - 1:
        raise ValueError(text)
    return tuple(sorted(set(limits)))
