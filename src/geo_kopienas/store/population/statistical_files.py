"""Reading of statistical tables: PxWeb's CSV (or a workbook) by the safe door, and JSON-stat 2."""

from __future__ import annotations

import json
import math
import re
from itertools import product
from typing import TYPE_CHECKING, Any

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.statistical_table import (
    NO_NUMBER,
    YEAR,
    Number,
    StatisticalTable,
    TableWords,
    whole_number,
)
from geo_kopienas.domain.schema.cells import clean_text, quoted
from geo_kopienas.domain.schema.problems import Problem
from geo_kopienas.store.files.text import ZIP_SIGNATURE, place_of_error, read_bytes, text_as_found
from geo_kopienas.store.tables.sheets import read_sheets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_kopienas.store.tables.sheet import Sheet

MAX_BYTES = 64 * 1024 * 1024
#: All villages of the country over a hundred years are below a million numbers.
MAX_NUMBERS = 3_000_000
_CODE = re.compile(r"(?:LV)?[0-9]{5,9}")
_QUOTED = re.compile(rb'"(?:[^"]|"")*"')
_SEPARATOR = re.compile(rb"[,;\t|]")
_MARKS = b"\xef\xbb\xbf"
#: A table without a heading of areas is known by most cells of a column being words.
_MOST = 0.5


def read_statistical_file(path: Path, words: TableWords, file: str) -> StatisticalTable:
    """Read a table; never raises on what stands in it.

    Args:
        path: The file; what it is, its content tells.
        words: By which the table is understood.
        file: Its name, for faults.
    """
    if not path.exists():
        return StatisticalTable(problems=[Problem("path_missing", file=file, value=file)])
    content = read_bytes(path, MAX_BYTES)
    if isinstance(content, Problem):
        return StatisticalTable(problems=[content.at(file=file)])
    if content.removeprefix(_MARKS).lstrip().startswith(b"{"):
        return _read_json_stat(content, words, file)
    title = ""
    if not content.startswith(ZIP_SIGNATURE):
        if b"\0" in content:  # UTF-16, of whose bytes no line can be told
            content = (text_as_found(content)[0] or "").encode("utf-8", "replace") or content
        title, content = _without_title(content)
    sheets, problems = read_sheets(content, file)
    table = StatisticalTable(title=title, problems=problems)
    if sheets is not None and not problems:
        shown = [sheet for sheet in sheets.sheets if not sheet.is_hidden and sheet.rows]
        if len(shown) == 1:
            _take_sheet(shown[0], words, file, table)
        else:
            names = ", ".join(sheet.name or "?" for sheet in sheets.sheets)
            table.problems.append(Problem("population_sheets", file=file, value=quoted(names)))
    return table


def _without_title(content: bytes) -> tuple[str, bytes]:
    """The title that PxWeb writes above a CSV, and the file with its lines empty.

    A title is a single cell, the header has more; empty lines keep the numbers of the rows.
    """
    lines = content.split(b"\n")
    titles = []
    for number, line in enumerate(lines):
        bare = line.removeprefix(_MARKS).strip(b"\r")
        if bare.strip() and _SEPARATOR.search(_QUOTED.sub(b"", bare)):
            break
        if bare.strip():
            titles.append(number)
    else:
        return "", content
    said = [clean_text(text_as_found(lines[number])[0] or "").strip('"') for number in titles]
    for number in titles:
        lines[number] = b""
    return " ".join(said), b"\n".join(lines)


# --- sheets --------------------------------------------------------------------------------------


def _take_sheet(sheet: Sheet, words: TableWords, file: str, table: StatisticalTable) -> None:
    header = [clean_text(name) for name in sheet.header]
    columns = [[cells[number] for _, cells in sheet.records] for number in range(len(header))]
    keys = [normalise_name(name) for name in header]
    years = [number for number, name in enumerate(header) if YEAR.search(name)]
    time = next((number for number, key in enumerate(keys) if key in words.times), None)
    if not years and time is None:
        time = next((n for n, cells in enumerate(columns) if _are_years(cells)), None)
    if not years and time is None:
        table.problems.append(
            Problem(
                "population_no_years", file=file, sheet=sheet.name, value=quoted(", ".join(header))
            )
        )
        return
    rest = [n for n in range(len(header)) if n not in years and n != time]
    code = next((n for n in rest if _are_codes(columns[n])), None)
    rest = [n for n in rest if n != code]
    area = next((n for n in rest if keys[n] in words.areas), None)
    if area is None:
        area = next((n for n in rest if _are_words(columns[n])), code)
    values = years
    if not years:
        values = [n for n in rest if n != area and _are_numbers(columns[n])][-1:]
    if area is None or not values:
        table.problems.append(
            Problem("population_no_area" if area is None else "population_no_numbers", file=file,
                    sheet=sheet.name, value=quoted(", ".join(header)))
        )  # fmt: skip
        return
    others = [n for n in rest if n != area and n not in values]
    for row, cells in sheet.records:
        if not cells[area].strip():
            continue  # footnotes below a table
        said = tuple((header[n], clean_text(cells[n])) for n in others)
        for n in values:
            when = header[n] if time is None else cells[time]
            # "2021 Pavisam": what stands beside the year is a dimension of its own.
            beside = clean_text(YEAR.sub("", header[n], count=1)).strip(" .,;-") if years else ""
            table.numbers.append(
                Number(
                    row,
                    header[n],
                    clean_text(cells[area]),
                    clean_text(cells[code]) if code is not None else "",
                    when,
                    (*said, ("…", beside)) if years else said,
                    clean_text(cells[n]),
                )
            )


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _are_years(cells: Sequence[str]) -> bool:
    filled = _filled(cells)
    return bool(filled) and all(YEAR.fullmatch(cell) for cell in filled)


def _are_codes(cells: Sequence[str]) -> bool:
    filled = _filled(cells)
    return bool(filled) and all(_CODE.fullmatch(cell) for cell in filled)


def _are_words(cells: Sequence[str]) -> bool:
    filled = _filled(cells)
    words = [cell for cell in filled if cell not in NO_NUMBER and whole_number(cell) is None]
    return len(words) > _MOST * len(filled)


def _are_numbers(cells: Sequence[str]) -> bool:
    filled = _filled(cells)
    numbers = [cell for cell in filled if cell in NO_NUMBER or whole_number(cell) is not None]
    return len(numbers) > _MOST * len(filled)


# --- JSON-stat -----------------------------------------------------------------------------------


class _JsonStatError(ValueError):
    """What is not as JSON-stat 2 has it."""


def _read_json_stat(content: bytes, words: TableWords, file: str) -> StatisticalTable:
    text, fault, line = text_as_found(content)
    if text is None:
        code, value = (fault.code, fault.value) if fault else ("file_unreadable", None)
        return StatisticalTable(problems=[Problem(code, file=file, row=line, value=value)])
    table = StatisticalTable()
    try:
        cube = json.loads(text)
    except (ValueError, RecursionError) as error:
        table.problems.append(Problem("json_invalid", file=file, value=place_of_error(error, text)))
        return table
    try:
        _take_cube(cube, words, table)
    except _JsonStatError as error:
        table.problems.append(Problem("json_stat_invalid", file=file, value=quoted(str(error))))
    return table


def _not(part: str) -> _JsonStatError:
    return _JsonStatError(part)


def _take_cube(cube: Any, words: TableWords, table: StatisticalTable) -> None:  # noqa: ANN401 - as parsed
    if not isinstance(cube, dict) or cube.get("class", "dataset") != "dataset":
        raise _not("class")
    ids, sizes, dimensions = cube.get("id"), cube.get("size"), cube.get("dimension")
    if (
        not isinstance(ids, list)
        or not isinstance(sizes, list)
        or not isinstance(dimensions, dict)
        or len(ids) != len(sizes)
        or not ids
        or not all(
            isinstance(size, int) and not isinstance(size, bool) and size > 0 for size in sizes
        )
    ):
        raise _not("id, size, dimension")
    total = math.prod(sizes)
    if total > MAX_NUMBERS:
        raise _not("size")
    categories = [
        _categories(dimensions, name, size) for name, size in zip(ids, sizes, strict=True)
    ]
    titles = [_title(dimensions[name], str(name)) for name in ids]
    stated = cube.get("role")
    roles: dict[str, Any] = stated if isinstance(stated, dict) else {}
    time = _with_role(roles, "time", ids)
    if time is None:
        time = next(
            (
                n
                for n, categories_of in enumerate(categories)
                if all(YEAR.search(name) for _, name in categories_of)
            ),
            None,
        )
    area = _with_role(roles, "geo", ids)
    if area is None:
        keys = [
            {normalise_name(str(name)), normalise_name(titles[n])} for n, name in enumerate(ids)
        ]
        area = next(
            (n for n, keys_of in enumerate(keys) if keys_of & words.areas and n != time), None
        )
    if area is None and time is not None:
        # The office's cubes begin with the areas.
        area = next((n for n in range(len(ids)) if n != time), None)
    if area is None or time is None:
        raise _not("role")
    values = cube.get("value")
    if not isinstance(values, list | dict) or (isinstance(values, list) and len(values) != total):
        raise _not("value")
    table.title = clean_text(str(cube.get("label") or ""))
    others = [n for n in range(len(ids)) if n not in {area, time}]
    for position, cell in enumerate(product(*categories)):
        value = values[position] if isinstance(values, list) else values.get(str(position))
        code, name = cell[area]
        table.numbers.append(
            Number(
                quoted(name),
                cell[time][1],
                name,
                code,
                cell[time][1],
                tuple((titles[n], cell[n][1]) for n in others),
                "" if value is None else clean_text(str(value)),
            )
        )


def _with_role(roles: Mapping[str, Any], role: str, ids: list[Any]) -> int | None:
    named = roles.get(role)
    if isinstance(named, list) and len(named) == 1 and named[0] in ids:
        return ids.index(named[0])
    return None


def _title(dimension: Any, name: str) -> str:  # noqa: ANN401 - as parsed
    label = dimension.get("label") if isinstance(dimension, dict) else None
    return clean_text(str(label or name))


def _categories(dimensions: dict[str, Any], name: Any, size: int) -> list[tuple[str, str]]:  # noqa: ANN401 - as parsed
    """Code and label of each category in their order."""
    dimension = dimensions.get(name) if isinstance(name, str) else None
    category = dimension.get("category") if isinstance(dimension, dict) else None
    if not isinstance(category, dict):
        raise _not(f"dimension.{name}")
    index, labels = category.get("index"), category.get("label")
    labels = labels if isinstance(labels, dict) else {}
    if isinstance(index, dict):
        if sorted(map(str, index.values())) != sorted(map(str, range(size))):
            message = f"dimension.{name}.category.index"
            raise _JsonStatError(message)
        codes = sorted(index, key=lambda code: int(index[code]))
    elif isinstance(index, list):
        codes = [str(code) for code in index]
    else:
        codes = list(labels)
    if len(codes) != size:
        raise _not(f"dimension.{name}: {len(codes)} ≠ {size}")
    return [(str(code), clean_text(str(labels.get(code, code)))) for code in codes]
