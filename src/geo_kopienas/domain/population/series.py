"""Series of population figures that contradict each other: shown side by side, never averaged."""

from dataclasses import dataclass

import pandas as pd

_WORDS = ("series_lv", "series_en")


@dataclass(frozen=True, slots=True)
class SeriesFigure:
    """What one series says.

    Attributes:
        count: Residents.
        series: Name of the series by language; empty where it has none.
        is_register: Whether it is the number of the register, which no series states.
    """

    count: int
    series: dict[str, str]
    is_register: bool = False


@dataclass(frozen=True, slots=True)
class SeriesConflict:
    """Different numbers of one place and year, in the order of the table."""

    place_id: str
    year: str
    figures: tuple[SeriesFigure, ...]


def series_conflicts(
    population: pd.DataFrame, places: pd.DataFrame | None = None
) -> list[SeriesConflict]:
    """Places and years for which series say different numbers.

    Args:
        population: The table of figures; unusable ones and those without a place or a date are
            left out.
        places: The register; its number counts too where no series states it.
    """
    usable = population.loc[
        population["place_id"].notna()
        & population["date"].notna()
        & population["is_usable"].astype("boolean").fillna(value=False)
    ]
    rows = pd.DataFrame(
        {
            "place_id": usable["place_id"].astype("object"),
            "year": usable["date"].astype("object").str[:4],
            "count": usable["population_count"].astype("int64"),
            **{word: usable[word].astype("object").fillna("") for word in _WORDS},
            "is_register": False,
        }
    )
    if places is not None:
        rows = pd.concat([rows, _of_register(places, rows)], ignore_index=True)
    groups = rows.groupby(["place_id", "year"], sort=False)
    # A country has tens of thousands of groups and hardly a conflict: only these are looked at.
    differing = rows.loc[groups["count"].transform("nunique") > 1]
    conflicts = []
    for (place_id, year), group in differing.groupby(["place_id", "year"], sort=False):
        # One series that corrects itself within a year is no conflict.
        if len(group.drop_duplicates(["series_lv", "is_register"])) > 1:
            conflicts.append(SeriesConflict(str(place_id), str(year), _figures(group)))
    return conflicts


def conflicts_of(place: pd.Series, population: pd.DataFrame) -> list[SeriesConflict]:
    """The conflicts about one place, the newest year first."""
    own = population.loc[population["place_id"] == place["place_id"]]
    conflicts = series_conflicts(own, place.to_frame().T) if len(own) else []
    return sorted(conflicts, key=lambda conflict: conflict.year, reverse=True)


def conflict_notes(population: pd.DataFrame, places: pd.DataFrame) -> pd.Series:
    """The conflicts of every place that has one as a text, such as "2024: 820 (CSP); 800 (…)"."""
    notes: dict[str, list[str]] = {}
    for conflict in series_conflicts(population, places):
        figures = "; ".join(
            f"{figure.count} ({figure.series['lv'] or _source_of_nameless(figure)})"
            for figure in conflict.figures
        )
        notes.setdefault(conflict.place_id, []).append(f"{conflict.year}: {figures}")
    return pd.Series({key: " | ".join(years) for key, years in notes.items()}, dtype="string")


def _source_of_nameless(figure: SeriesFigure) -> str:
    return "places.csv" if figure.is_register else "–"


def _of_register(places: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Numbers of the register for which there are figures of that year, but not this one."""
    known = places.loc[places["population_count"].notna() & places["population_year"].notna()]
    rows = pd.DataFrame(
        {
            "place_id": known["place_id"].astype("object"),
            "year": known["population_year"].astype("int64").astype(str),
            "count": known["population_count"].astype("int64"),
            **dict.fromkeys(_WORDS, ""),
            "is_register": True,
        }
    )
    keys = ["place_id", "year", "count"]
    is_stated = pd.MultiIndex.from_frame(rows[keys]).isin(pd.MultiIndex.from_frame(stated[keys]))
    return rows.loc[~is_stated]


def _figures(group: pd.DataFrame) -> tuple[SeriesFigure, ...]:
    distinct = group.drop_duplicates(["count", "series_lv"])
    columns = (distinct[name] for name in ("count", *_WORDS, "is_register"))
    return tuple(
        SeriesFigure(int(count), {"lv": str(latvian), "en": str(english or latvian)}, bool(own))
        for count, latvian, english, own in zip(*columns, strict=True)
    )
