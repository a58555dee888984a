"""The texts of a layer from outside: each passes the check that every cell passes."""

from collections.abc import Iterator, Mapping

import pandas as pd

from geo_kopienas.domain.schema.cells import quoted, text_fault, text_repair
from geo_kopienas.domain.schema.problems import Problem, by_cause


def attribute_problems(cells: Mapping[str, object]) -> Iterator[Problem]:
    """Faults and repairs of the names and texts of one feature, with their column."""
    for name, value in cells.items():
        text = value if isinstance(value, str) else ""
        if text.isascii() and name.isascii() and "?" not in text:
            continue
        problem = text_fault(name) or text_fault(text) or text_repair(text)
        if problem is not None:
            yield problem.at(column=quoted(name))


def text_problems(frame: pd.DataFrame, file: str) -> list[Problem]:
    """Faults and repairs of the texts in a layer.

    Args:
        frame: Texts in columns besides the geometry.
        file: Its name for faults.
    """

    def found() -> Iterator[Problem]:
        names = [str(name) for name in frame.columns if name != "geometry"]
        for number, values in enumerate(frame[names].itertuples(index=False, name=None), start=1):
            first = next((value for value in values if isinstance(value, str) and value), None)
            for problem in attribute_problems(dict(zip(names, values, strict=True))):
                yield problem.at(file=file, row=quoted(first or f"#{number}"))

    return by_cause(found())
