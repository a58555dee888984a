"""Reading of statistical tables: PxWeb's CSV (or a workbook) by the safe door, and JSON-stat 2."""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from geo_kopienas.domain.places.names import normalise_name
from geo_kopienas.domain.population.statistical_table import (
    NO_NUMBER,
    YEAR,
    Number,
    StatisticalTable,
    TableWords,
    month_of,
    whole_number,
)
from geo_kopienas.domain.schema.cells import clean_text, quoted, text_fault, text_repair
from geo_kopienas.domain.schema.problems import Problem, by_cause, repairs_among, without_repairs
from geo_kopienas.store.files.text import (
    ZIP_SIGNATURE,
    detect_encoding,
    place_of_error,
    read_bytes,
    text_as_found,
)
from geo_kopienas.store.tables.sheet import Row, Sheet
from geo_kopienas.store.tables.sheets import read_sheets

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
        path: The file; its type is detected from its content.
        words: By which the table is understood.
        file: Its name, for faults.
    """
    table = _read(path, words, file)
    table.problems, table.repairs = by_cause(table.problems), by_cause(table.repairs)
    return table


def _read(path: Path, words: TableWords, file: str) -> StatisticalTable:
    if not path.exists():
        return StatisticalTable(problems=[Problem("path_missing", file=file, value=file)])
    content = read_bytes(path, MAX_BYTES)
    if isinstance(content, Problem):
        return StatisticalTable(problems=[content.at(file=file)])
    if content.removeprefix(_MARKS).lstrip().startswith(b"{"):
        return _read_json_stat(content, words, file)
    title = ""
    if not content.startswith(ZIP_SIGNATURE):
        if detect_encoding(content).is_utf16:  # of whose bytes no line can be told
            content = (text_as_found(content)[0] or "").encode("utf-8", "replace") or content
        title, content = _without_title(content)
    sheets, problems = read_sheets(content, file)
    faults, repairs = without_repairs(problems), repairs_among(problems)
    table = StatisticalTable(title=title, problems=faults, repairs=repairs)
    if sheets is not None:
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
    place: dict[str, Any] = {"file": file, "sheet": sheet.name, "value": quoted(", ".join(header))}
    keys = [normalise_name(name) for name in header]
    years = [number for number, name in enumerate(header) if YEAR.search(name)]
    time = next((number for number, key in enumerate(keys) if key in words.times), None)
    if not years and time is None:
        time = next((n for n, cells in enumerate(columns) if _are_years(cells)), None)
    if not years and time is None:
        table.problems.append(Problem("population_no_years", **place))
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
        code_of_fault = "population_no_area" if area is None else "population_no_numbers"
        table.problems.append(Problem(code_of_fault, **place))
        return
    others = [n for n in rest if n != area and n not in values]
    labels = {n: header[n] for n in (area, *others)}
    for row, cells in sheet.rows:
        found = _text_problems({name: cells[n] for n, name in labels.items()})
        table.add(problem.at(file=file, sheet=sheet.name, row=row) for problem in found)
    leading = [n for n in range(min(values)) if n != time and (n in {area, code} or n in others)]
    for row, cells in _filled_down(sheet.records, leading, area, code, values):
        said = tuple((header[n], clean_text(cells[n])) for n in others)
        for n in values:
            when = header[n] if time is None else cells[time]
            # "2021 Pavisam": what stands beside the year is a dimension of its own.
            beside = _beside_year(header[n], words) if years else ""
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


def _beside_year(heading: str, words: TableWords) -> str:
    """What stands beside the year, unless it belongs to the year: its month or its first day."""
    year = YEAR.search(heading)
    if year is None or words.tell_first_day(heading) or month_of(heading, year[0]) is not None:
        return ""
    beside = clean_text(heading.replace(year[0], "", 1)).strip(" .,;-")
    return "" if normalise_name(beside) in words.times | {"gada", "g"} else beside


def _filled_down(
    records: Sequence[Row],
    leading: Sequence[int],
    area: int,
    code: int | None,
    values: Sequence[int],
) -> Iterator[Row]:
    """The rows with numbers; what stands in the first row of its block only is filled down.

    A column is filled as long as none before it begins a new block, the code only with its area.
    """
    above: dict[int, str] = {}
    for row, read in records:
        cells = [*read]
        if not cells[area].strip() and not any(cells[n].strip() for n in values):
            continue  # footnotes below a table
        is_new = False
        has_area = bool(cells[area].strip())
        for n in leading:
            here = cells[n].strip()
            if not here and not is_new and not (n == code and has_area):
                cells[n] = above.get(n, "")
            elif here != above.get(n, "").strip():
                is_new = True
        above = {n: cells[n] for n in leading}
        if cells[area].strip():
            yield row, cells


def _text_problems(cells: Mapping[str, str]) -> Iterator[Problem]:
    """Faults and repairs of names of areas and of what was selected, by their column."""
    for column, text in cells.items():
        problem = text_fault(text) or text_repair(text)
        if problem is not None:
            yield problem.at(column=quoted(column))


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
    table = StatisticalTable()
    if fault is not None and (text is None or fault.code == "nul_byte"):
        table.problems.append(fault.at(file=file, row=line))
    if text is None:
        table.problems = table.problems or [Problem("file_unreadable", file=file)]
        return table
    try:
        cube = json.loads(text)
    except (ValueError, RecursionError) as error:
        table.problems.append(Problem("json_invalid", file=file, value=place_of_error(error, text)))
        return table
    try:
        _take_cube(cube, words, file, table)
    except _JsonStatError as error:
        table.problems.append(Problem("json_stat_invalid", file=file, value=quoted(str(error))))
    return table


@dataclass(frozen=True, slots=True)
class _Dimension:
    """A dimension of a cube: its name and title, and code and label of each category."""

    name: str
    title: str
    categories: list[tuple[str, str]]


def _take_cube(cube: Any, words: TableWords, file: str, table: StatisticalTable) -> None:  # noqa: ANN401 - as parsed
    if not isinstance(cube, dict) or cube.get("class", "dataset") != "dataset":
        raise _JsonStatError("class")
    dimensions = _dimensions(cube)
    area, time = _area_and_time(dimensions, cube, words)
    values = cube.get("value")
    total = math.prod(len(dimension.categories) for dimension in dimensions)
    if not isinstance(values, list | dict) or (isinstance(values, list) and len(values) != total):
        raise _JsonStatError("value")
    table.title = clean_text(str(cube.get("label") or ""))
    for name in cube["id"]:
        dimension = cube["dimension"][name]
        labels = dimension["category"].get("label")
        texts = {None: dimension.get("label"), **(labels if isinstance(labels, dict) else {})}
        for code, label in texts.items():
            found = _text_problems({name: str(label or "")})
            table.add(problem.at(file=file, row=code and quoted(code)) for problem in found)
    others = [n for n in range(len(dimensions)) if n not in {area, time}]
    cells = product(*(dimension.categories for dimension in dimensions))
    for position, cell in enumerate(cells):
        value = values[position] if isinstance(values, list) else values.get(str(position))
        code, name = cell[area]
        table.numbers.append(
            Number(
                quoted(name),
                cell[time][1],
                name,
                code,
                cell[time][1],
                tuple((dimensions[n].title, cell[n][1]) for n in others),
                "" if value is None else clean_text(str(value)),
            )
        )


def _dimensions(cube: Mapping[str, Any]) -> list[_Dimension]:
    ids, sizes, dimensions = cube.get("id"), cube.get("size"), cube.get("dimension")
    if (
        not isinstance(ids, list)
        or not isinstance(sizes, list)
        or not isinstance(dimensions, dict)
        or len(ids) != len(sizes)
        or not ids
        or not all(type(size) is int and size > 0 for size in sizes)
    ):
        raise _JsonStatError("id, size, dimension")
    if math.prod(sizes) > MAX_NUMBERS:
        raise _JsonStatError("size")
    return [_dimension(dimensions, name, size) for name, size in zip(ids, sizes, strict=True)]


def _area_and_time(
    dimensions: Sequence[_Dimension], cube: Mapping[str, Any], words: TableWords
) -> tuple[int, int]:
    """Numbers of the dimensions of areas and of years: by their role, or by what they hold."""
    ids = [dimension.name for dimension in dimensions]
    role = cube.get("role")
    roles: dict[str, Any] = role if isinstance(role, dict) else {}
    time, area = _with_role(roles, "time", ids), _with_role(roles, "geo", ids)
    for number, dimension in enumerate(dimensions):
        if time is None and all(YEAR.search(label) for _, label in dimension.categories):
            time = number
    for number, dimension in enumerate(dimensions):
        named = {normalise_name(dimension.name), normalise_name(dimension.title)}
        if area is None and named & words.areas and number != time:
            area = number
    if area is None and time is not None:
        # The office's cubes begin with the areas.
        area = next((number for number in range(len(ids)) if number != time), None)
    if area is None or time is None:
        raise _JsonStatError("role")
    return area, time


def _with_role(roles: Mapping[str, Any], role: str, ids: list[Any]) -> int | None:
    named = roles.get(role)
    if isinstance(named, list) and len(named) == 1 and named[0] in ids:
        return ids.index(named[0])
    return None


def _dimension(dimensions: Mapping[str, Any], name: Any, size: int) -> _Dimension:  # noqa: ANN401 - as parsed
    dimension = dimensions.get(name) if isinstance(name, str) else None
    category = dimension.get("category") if isinstance(dimension, dict) else None
    if not isinstance(dimension, dict) or not isinstance(category, dict):
        raise _JsonStatError(f"dimension.{name}")
    index, labels = category.get("index"), category.get("label")
    labels = labels if isinstance(labels, dict) else {}
    if isinstance(index, dict):
        if sorted(map(str, index.values())) != sorted(map(str, range(size))):
            raise _JsonStatError(f"dimension.{name}.category.index")
        codes = sorted(index, key=lambda code: int(index[code]))
    elif isinstance(index, list):
        codes = [str(code) for code in index]
    else:
        codes = list(labels)
    if len(codes) != size:
        raise _JsonStatError(f"dimension.{name}: {len(codes)} ≠ {size}")
    return _Dimension(
        name,
        clean_text(str(dimension.get("label") or name)),
        [(code, clean_text(str(labels.get(code, code)))) for code in map(str, codes)],
    )
