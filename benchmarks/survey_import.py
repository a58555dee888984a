"""Time and memory of importing a large survey file: `benchmarks/survey_import.py [ANSWERS]`."""

from __future__ import annotations

import csv
import io
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from geo_kopienas.domain.places.hierarchy import of_level
from geo_kopienas.domain.schema.codes import Level
from geo_kopienas.domain.survey.codebook.model import Codebook, QuestionType
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.location import data_directory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tools import demonstration_answers as demonstration

LATVIAN = "lv"


def main() -> None:
    """Make the files, import each by the command, print time and memory."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    data, problems = load_dataset(data_directory({}))
    if data is None:
        raise SystemExit("\n".join(map(str, problems)))
    settlements = list(of_level(data.places, Level.SETTLEMENT)["place_id"])
    demonstration.HERE_COUNT = answers // 2
    demonstration.REST_COUNT = answers - answers // 2
    others = [
        place_id for place_id in data.municipalities["municipality_id"] if "kekavas" not in place_id
    ]
    rows = demonstration.demonstration_answers(data.codebook, settlements, settlements, others)
    for name, content in (
        ("codes, one column a question", _coded(rows, data.codebook)),
        ("Latvian words, a column an option", _worded(rows, data.codebook)),
    ):
        with tempfile.TemporaryDirectory() as folder:
            directory, path = Path(folder) / "data", Path(folder) / "survey.csv"
            shutil.copytree(data_directory({}), directory)
            path.write_bytes(content)
            print(json.dumps({"file": name, "mb": round(len(content) / 1e6, 1),
                              **_measured(directory, path)}))  # fmt: skip


def _coded(rows: list[dict[str, Any]], book: Codebook) -> bytes:
    names = [question.question_id for question in book.questions]

    def cell(row: dict[str, Any], name: str) -> str:
        if name == book.place_question.question_id:
            return str(row.get("place_id") or row.get("municipality_id"))
        value = "yes" if name == "consent" else row.get(name)
        return " ".join(value) if isinstance(value, tuple) else str(value or "")

    return _csv(
        ["submission_id", "_submission_time", *names],
        ([f"real-{number}", row["submitted_date"], *(cell(row, name) for name in names)]
         for number, row in enumerate(rows)),
    )  # fmt: skip


def _worded(rows: list[dict[str, Any]], book: Codebook) -> bytes:
    header, makers = ["_uuid", "_submission_time"], []
    for question in book.questions:
        label = question.label(LATVIAN)
        if question.type is QuestionType.MANY:
            for answer in question.answers:
                header.append(f"{label}/{answer.label(LATVIAN)}")
                makers.append((question, answer.code))
        else:
            header.append(label)
            makers.append((question, None))

    def cell(row: dict[str, Any], question: Any, option: str | None) -> str:  # noqa: ANN401
        if question.type is QuestionType.PLACE:
            return str(row.get("place_id") or row.get("municipality_id"))
        value = "yes" if question.question_id == "consent" else row.get(question.question_id)
        if option is not None:
            return "" if value is None else str(int(option in value))
        if value is not None and question.answers:
            return str(question.answer(value).label(LATVIAN))
        return str(value or "")

    return _csv(
        header,
        ([f"real-{number}", row["submitted_date"], *(cell(row, *maker) for maker in makers)]
         for number, row in enumerate(rows)),
    )  # fmt: skip


def _csv(header: list[str], rows: Any) -> bytes:  # noqa: ANN401
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _measured(directory: Path, path: Path) -> dict[str, Any]:
    command = [
        *(str(Path(sys.executable).parent / "geo-kopienas"), "import", "survey", str(path)),
        *("--round", "large", "--date", "2026-10", "--yes", "--format", "json"),
    ]
    started = time.perf_counter()
    done = subprocess.run(
        command, env={"GEO_KOPIENAS_DATA": str(directory), "PATH": ""}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    said = json.loads(done.stdout)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "stored": said["submissions"]["new"] if said["is_written"] else 0,
        "faults": said["faults"][:3],
        "seconds": round(seconds, 1),
        "peak_mib": round(peak),
    }


if __name__ == "__main__":
    main()
