"""Classes of a choropleth, safe for whatever the values are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import jenkspy
import numpy as np
import pandas as pd

from geo_kopienas.domain.schema.cells import number_text

MIN_CLASSES = 2
MAX_CLASSES = 7  # more steps of one hue cannot be told apart
DEFAULT_CLASSES = 5
NO_CLASS = -1

#: Above the first limit, up to the second; None is open.
Range = tuple[float | None, float | None]


class Method(StrEnum):
    """How the limits of the classes are found."""

    DEFAULT = "default"  # what the indicator names as limits with a meaning, else quantiles
    QUANTILES = "quantiles"
    EQUAL_INTERVALS = "equal"
    NATURAL_BREAKS = "natural"
    OWN_LIMITS = "own"


@dataclass(frozen=True, slots=True)
class ClassScheme:
    """The user's choice of classes; `limits` are the limits between own classes."""

    method: Method = Method.DEFAULT
    count: int = DEFAULT_CLASSES
    limits: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one series.

    Attributes:
        codes: Class of each value in its order; NO_CLASS where the value is not known.
        ranges: Limits of each class, as chosen and not as its values happen to lie: above the
            first, up to the second; None is open. Twice the same where it is one value.
        counts: Number of values in each class.
        is_stated: Whether somebody stated the limits, so that they are shown to the last digit.
    """

    codes: tuple[int, ...]
    ranges: tuple[Range, ...]
    counts: tuple[int, ...]
    is_stated: bool = False


def classify(values: pd.Series, scheme: ClassScheme, reference: pd.Series | None = None) -> Classes:
    """Put values into classes.

    With no more different values than classes each value is a class of its own, so that equal,
    few and single values need no special treatment by the caller.

    Args:
        values: Floats, NaN for not known.
        scheme: The chosen classes.
        reference: Values that limits are found in, these among them, so that those of several
            levels have the same limits; None for these alone.
    """
    numbers = values.to_numpy(dtype="float64")
    is_known = np.isfinite(numbers)
    found_in = numbers if reference is None else reference.to_numpy(dtype="float64")
    found_in = found_in[np.isfinite(found_in)]
    is_stated = bool(scheme.limits)
    if not found_in.size and not is_stated:
        return Classes((NO_CLASS,) * numbers.size, (), ())
    limits, ranges = _stated(scheme.limits) if is_stated else _found(found_in, scheme)
    codes = np.full(numbers.size, NO_CLASS)
    # A value belongs to the first class whose upper limit it does not exceed.
    codes[is_known] = np.searchsorted(limits, numbers[is_known], side="left")
    counts = tuple(int((codes == code).sum()) for code in range(len(ranges)))
    return Classes(tuple(int(code) for code in codes), tuple(ranges), counts, is_stated)


def classify_with_zero_apart(
    values: pd.Series, scheme: ClassScheme, reference: pd.Series | None = None
) -> Classes:
    """Classes where zero is one of its own, so that "nothing at all" never looks like "little"."""
    is_zero = values == 0
    is_zero_elsewhere = reference is not None and bool((reference == 0).any())
    if not is_zero.any() and not is_zero_elsewhere:
        return classify(values, scheme, reference)
    rest = None if reference is None else reference.mask(reference == 0)
    others = classify(values.mask(is_zero), scheme, rest)
    codes = tuple(
        0 if zero else code if code == NO_CLASS else code + 1
        for zero, code in zip(is_zero, others.codes, strict=True)
    )
    ranges, counts = ((0.0, 0.0), *others.ranges), (int(is_zero.sum()), *others.counts)
    return Classes(codes, ranges, counts, others.is_stated)


def classify_states(values: pd.Series, state_count: int) -> Classes:
    """One class for each ordered state, whether or not a place has it."""
    codes = tuple(NO_CLASS if np.isnan(value) else int(value) for value in values)
    ranges = tuple((float(state), float(state)) for state in range(state_count))
    return Classes(codes, ranges, tuple(codes.count(state) for state in range(state_count)))


def _stated(limits: tuple[float, ...]) -> tuple[np.ndarray, list[Range]]:
    """The limits that somebody named, and the ranges that they part; both ends are open."""
    inner = sorted(set(limits))[: MAX_CLASSES - 1]
    return np.array(inner), _parted(inner)


def _found(known: np.ndarray, scheme: ClassScheme) -> tuple[np.ndarray, list[Range]]:
    """Limits found in values, and the ranges that they part."""
    distinct = np.unique(known)
    count = min(max(scheme.count, MIN_CLASSES), MAX_CLASSES)
    if distinct.size <= count:
        return distinct, [(float(value), float(value)) for value in distinct]
    # Ties may leave fewer classes than were asked for; that is said by the legend itself.
    limits = np.unique(_LIMITS[scheme.method](known, count))
    limits[-1] = distinct[-1]
    if scheme.method is not Method.EQUAL_INTERVALS:
        # A limit between two values is that of the lower one: the same classes in fewer digits,
        # and between ties no class of nobody.
        limits = np.unique(distinct[np.searchsorted(distinct, limits, side="right") - 1])
    return limits[:-1], _parted(limits[:-1])


def _parted(limits: Sequence[float] | np.ndarray) -> list[Range]:
    ends = [None, *map(float, limits), None]
    return list(pairwise(ends))


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
    Method.DEFAULT: _quantiles,  # of an indicator that names no limits
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
        if method is Method.DEFAULT:
            return None if rest else ClassScheme()
        count = int(rest)
    except ValueError:
        return None
    return ClassScheme(method, count) if MIN_CLASSES <= count <= MAX_CLASSES else None


def scheme_to_text(scheme: ClassScheme) -> str:
    """The address form of a scheme."""
    if scheme.method is Method.OWN_LIMITS:
        return "own-" + limits_to_text(scheme.limits, ";")
    return f"{scheme.method}-{scheme.count}" if scheme.method is not Method.DEFAULT else "default"


def limits_to_text(limits: Sequence[float], separator: str = "; ") -> str:
    """Limits as `limits_from_text` takes them back."""
    return separator.join(map(number_text, limits))


def limits_from_text(text: str) -> tuple[float, ...]:
    """Read limits such as "1; 2,5; 10"; ValueError if a part is no finite number or too many."""
    parts: Sequence[str] = [part for part in "".join(text.split()).split(";") if part]
    limits = tuple(float(part.replace(",", ".")) for part in parts)
    if not all(np.isfinite(limit) for limit in limits) or len(set(limits)) > MAX_CLASSES - 1:
        raise ValueError(text)
    return tuple(sorted(set(limits)))
