"""What single people answered reaches no visitor: canaries in every text and personal field."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import zipfile
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pypdf
import pytest
from harness import CHECKOUT, fresh_page, open_page, running_app, wait_until_still
from playwright.sync_api import expect

from geo_kopienas.cli import main
from geo_kopienas.domain.assessment.answers import Assessment
from geo_kopienas.store.assessment.saved import write_assessment
from geo_kopienas.store.dataset import load_dataset
from geo_kopienas.store.imports.publishing import plan_publication, publish
from geo_kopienas.store.ledger.directory import DirectoryLedger
from geo_kopienas.ui.frame.shell import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page, WebSocket

pytestmark = pytest.mark.browser

#: In every canary, so that one search finds all of them.
SIGN = "kanarijputnins"
#: What a single person wrote, or is known by.
PERSONAL_COLUMNS = ("submission_id", "respondent_code", "good_practice", "comments")
ROUND = "slegta-2026"
DOWNLOAD = "[data-testid='stDownloadButton'] button"
#: Every page as it opens, and the states that add something to it.
ADDRESSES = (
    *(entry.address for entry in PAGES),
    "?limenis=settlement&vieta=balozi",
    "sadarbiba?vieta=balozi",
    f"aptaujas-rezultati?kopums={ROUND}",
    f"aptaujas-rezultati?kopums={ROUND}&jautajums=good_practice",
    f"aptaujas-rezultati?kopums={ROUND}&jautajums=needs&salidzinat=settlement",
    "vietas-profils?vieta=balozi",
)

#: A page that fails while it has a person's answer in its hands, as an unforeseen error would.
FAILING_APP = f"""
import pandas as pd
from geo_kopienas.ui.frame import shell
from geo_kopienas.ui.frame import loaders

def fail(*_, **__):
    answers = pd.Series(["{SIGN}-kluda"], index=["comments"])
    try:
        int(answers["comments"])
    except ValueError as error:
        raise RuntimeError(f"answer {{answers['comments']}}") from error

loaders.survey_rounds = fail
shell.run()
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The default data with one real round, and what an editor may leave beside it."""
    directory = tmp_path_factory.mktemp("private") / "data"
    shutil.copytree(CHECKOUT / "data", directory, ignore=shutil.ignore_patterns(".former"))
    survey = directory / "survey"
    with (survey / "responses" / "demo-2026.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows):
        for column in PERSONAL_COLUMNS:
            row[column] = f"{SIGN}-{column}-{number}"
    for path in (survey / "responses" / f"{ROUND}.csv", survey / "kobo-upload.csv"):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    (survey / "decisions.csv").write_text(
        f"question,text,code\nplace,{SIGN}-decision,balozi\n", encoding="utf-8"
    )
    with (survey / "rounds.csv").open("a", encoding="utf-8") as file:
        file.write(f"{ROUND},2026-11,Aptauja,Survey,false,,\n")
    known, problems = load_dataset(directory)
    assert known is not None, problems
    # It shares its submissions with the invented round, which is not published here.
    shutil.rmtree(survey / "publications")
    ledger = DirectoryLedger(known.directory)
    publish(known, plan_publication(known, ROUND), dt.date(2026, 11, 30), ledger)
    return directory


@dataclass
class Seen:
    """Everything that reached the browser."""

    parts: list[tuple[str, bytes]] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        page.on("websocket", self._listen_to_socket)
        page.on("requestfinished", lambda request: self.parts.append((request.url, b"")))

    def _listen_to_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.parts.append(("websocket", as_bytes(frame))))

    def with_sign(self) -> list[str]:
        return [name for name, content in self.parts if holds_sign(name.encode() + content)]


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def holds_sign(content: bytes) -> bool:
    """Whether a canary is in it, or in what is packed in it."""
    if SIGN.encode() in content:
        return True
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return any(holds_sign(packed.read(name)) for name in packed.namelist())
    if content.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return any(SIGN in page.extract_text() for page in pages)
    return False


def files_with_sign(folder: Path) -> list[Path]:
    marked = []
    for path in folder.rglob("*"):
        with suppress(
            FileNotFoundError
        ):  # a server beside this test has just renamed what it wrote
            if path.is_file() and holds_sign(path.read_bytes()):
                marked.append(path)
    return marked


def test_every_question_of_free_text_has_a_canary() -> None:
    dataset, _ = load_dataset(CHECKOUT / "data")
    assert dataset is not None
    questions = {
        question.question_id for question in dataset.codebook.questions if question.is_free_text
    }
    assert questions <= set(PERSONAL_COLUMNS)


def test_search_finds_a_canary_that_is_packed(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.csv", f"x;{SIGN}-1" * 50)
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    assert files_with_sign(tmp_path) == [tmp_path / "a.zip"]


def test_no_page_download_log_or_cache_holds_what_a_person_wrote(
    page: Page, data: Path, tmp_path: Path
) -> None:
    log, temporary = tmp_path / "server.log", tmp_path / "temporary"
    temporary.mkdir()
    damaged = shutil.copytree(data, tmp_path / "data")
    with (damaged / "survey" / "responses" / f"{ROUND}.csv").open("r+", encoding="utf-8") as file:
        columns = file.readline().count(",") + 1
        file.seek(0, 2)
        file.write(",".join([f"{SIGN}-damaged"] * columns) + "\n")
    seen = Seen()
    seen.listen(page)
    environment = {"GEO_KOPIENAS_DATA": str(damaged), "TMPDIR": str(temporary)}
    with running_app(environment, log=log) as app:
        for address in ADDRESSES:
            open_page(page, f"{app.address}/{address}")
            if address == "datu-lejupielade":
                expect(page.locator(DOWNLOAD).first).to_be_visible()
            seen.parts += [(frame.url, frame.content().encode()) for frame in page.frames]
            for button in page.locator(DOWNLOAD).all():
                if not button.is_visible() or button.is_disabled():
                    continue
                with page.expect_download() as waiting:
                    button.click()
                content = waiting.value.path().read_bytes()
                wait_until_still(page)
                seen.parts.append((waiting.value.suggested_filename, content))
    names = {name for name, _ in seen.parts}
    assert "websocket" in names
    assert any(name.endswith((".zip", ".xlsx", ".csv")) for name in names)
    # The round was shown, and what comes through the WebSocket can be read.
    assert any(name == "websocket" and b"Aptauja" in content for name, content in seen.parts)
    assert seen.with_sign() == []
    assert not holds_sign(log.read_bytes())
    assert files_with_sign(CHECKOUT / "static") == []
    assert files_with_sign(temporary) == []


def test_no_export_or_report_holds_what_a_person_wrote(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GEO_KOPIENAS_DATA", str(data))
    formats = "csv,xlsx,geojson,gpkg"
    assert main(["export", "--out", str(tmp_path / "export"), "--formats", formats]) == 0
    assert main(["report", "Krogsils", "--out", str(tmp_path / "report.pdf")]) == 0
    for command in ("status", "inactive"):
        assert main([command, "--format", "json"]) == 0
    main(["check", str(data)])
    assert files_with_sign(tmp_path) == []
    told = capfd.readouterr()
    assert SIGN not in told.out + told.err


def test_error_with_an_answer_in_it_tells_neither_the_visitor_nor_the_log(
    page: Page, data: Path, tmp_path: Path
) -> None:
    script, log = tmp_path / "failing.py", tmp_path / "server.log"
    script.write_text(FAILING_APP, encoding="utf-8")
    seen = Seen()
    seen.listen(page)
    with running_app({"GEO_KOPIENAS_DATA": str(data)}, script=str(script), log=log) as app:
        page.goto(f"{app.address}/aptaujas-rezultati")
        alert = page.locator("[data-testid='stAlert']")
        expect(alert).to_be_visible()
        number = alert.inner_text().split()[-1].strip(".")
        seen.parts.append((page.url, page.content().encode()))
    assert seen.with_sign() == []
    told = log.read_text(encoding="utf-8")
    assert "RuntimeError" in told, "the log names the error and where it happened"
    assert "ValueError" in told
    assert "failing.py" in told
    assert SIGN not in told
    assert number


def test_a_saved_assessment_stays_with_who_opened_it(
    page: Page, browser: Browser, data: Path, tmp_path: Path
) -> None:
    log, temporary = tmp_path / "server.log", tmp_path / "temporary"
    temporary.mkdir()
    dataset, _ = load_dataset(data)
    assert dataset is not None
    method = dataset.methodology.method
    answers = dict.fromkeys(method.criteria, 2)
    name = f"{SIGN}-kopiena"
    round_ = Assessment(
        method.method_id, method.version, dt.date(2026, 1, 9), "krogsils", None, name, (answers,)
    )
    saved, damaged = tmp_path / "pasnovertejums.json", tmp_path / f"{SIGN}.json"
    saved.write_bytes(write_assessment(round_))
    damaged.write_bytes(write_assessment(round_)[:-40])
    environment = {"GEO_KOPIENAS_DATA": str(data), "TMPDIR": str(temporary)}
    before = files_with_sign(data)
    with running_app(environment, log=log) as app:
        open_page(page, f"{app.address}/pasnovertejums")
        page.locator("input[type='file']").set_input_files(saved)
        expect(page.get_by_text(f"Atvērts: {name}").first).to_be_visible()
        wait_until_still(page)
        assert SIGN not in page.url
        with fresh_page(browser) as other:
            seen = Seen()
            seen.listen(other)
            for address in ("pasnovertejums", ""):
                open_page(other, f"{app.address}/{address}")
                seen.parts += [(frame.url, frame.content().encode()) for frame in other.frames]
        page.locator("input[type='file']").set_input_files(damaged)
        expect(page.locator("#assessment-faults").first).to_be_visible()
        wait_until_still(page)
    assert any(part[0] == "websocket" for part in seen.parts)
    assert seen.with_sign() == []
    assert not holds_sign(log.read_bytes())
    assert files_with_sign(temporary) == files_with_sign(CHECKOUT / "static") == []
    assert files_with_sign(data) == before
