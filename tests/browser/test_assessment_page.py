"""The self-assessment on a phone and without a mouse, as a visitor does it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import open_page, wait_until_still
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CRITERIA = 10
#: After the message with the words `window.holdAfter`, no other comes until they are taken away.
HELD_MESSAGES = """
    const listen = WebSocket.prototype.addEventListener;
    WebSocket.prototype.addEventListener = function (kind, listener, ...rest) {
        let turn = Promise.resolve();
        const deliver = async (event) => {
            listener(event);
            const words = window.holdAfter;
            if (!words || !new TextDecoder().decode(event.data).includes(words)) return;
            while (window.holdAfter) await new Promise((go) => setTimeout(go, 20));
        };
        const queue = (event) => { turn = turn.then(() => deliver(event)); };
        return listen.call(this, kind, kind === "message" ? queue : listener, ...rest);
    };
"""


def test_answered_by_keyboard_on_a_phone_kept_saved_and_opened_again(  # noqa: PLR0915 - one visit
    page: Page, app: str, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, f"{app}/pasnovertejums?vieta=krogsils")
    heading = page.locator("#assessment-heading")
    first = page.get_by_role("radio", name=re.compile("^1 "))
    for number in range(1, CRITERIA + 1):
        expect(heading).to_contain_text(f"{number}. no {CRITERIA}")
        level = page.get_by_role("radio", name=re.compile(rf"^{1 + number % 2} "))
        if number > 1:
            # The next question has taken the focus; the levels are the next stop of Tab.
            expect(heading).to_be_focused()
            page.keyboard.press("Tab")
        else:
            first.focus()
        expect(first).to_be_focused()
        page.keyboard.press("Space")
        if number % 2:
            page.keyboard.press("ArrowDown")
        expect(level).to_be_checked()
        expect(page.get_by_text(f"Atbildēts uz {number} no {CRITERIA}")).to_be_visible()
        if number < CRITERIA:
            page.get_by_role("button", name="Nākamais").press("Enter")
    assert "vieta=krogsils" in page.url
    wait_until_still(page)
    assert Axe().run(page).response["violations"] == []

    page.get_by_role("button", name="Rādīt rezultātu").press("Enter")
    wait_until_still(page)
    weakest = page.locator("#assessment-weakest article")
    expect(weakest).to_have_count(3)
    # Who does not see that the result has come is told so in one sentence.
    expect(page.locator("p[role='status']")).to_have_text(
        re.compile(r"^Rezultāts: Krogsils, .+, 1 cilvēks$")
    )
    expect(weakest.first).to_contain_text("Kodols un vadība")
    expect(page.locator("#road-map tbody").first).to_contain_text("no 1. uz 2. līmeni")
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    wait_until_still(page)
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    assert Axe().run(page).response["violations"] == []
    with page.expect_download() as printed:
        page.get_by_role("button", name="Ceļa karte drukāšanai (PDF)").click()
    assert printed.value.path().read_bytes().startswith(b"%PDF-")

    with page.expect_download() as download:
        page.get_by_role("button", name="Saglabāt atbildes failā").click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"pasnovertejums-krogsils-\d{4}-\d\d-\d\d\.json", name)
    saved = tmp_path / name
    download.value.save_as(saved)
    content = json.loads(saved.read_text(encoding="utf-8"))
    assert [len(person["answers"]) for person in content["people"]] == [CRITERIA]

    # A fresh visit knows nothing; the file brings everything back.
    open_page(page, f"{app}/pasnovertejums?valoda=en")
    expect(page.get_by_text(f"0 of {CRITERIA} questions")).to_be_visible()
    page.locator("input[type='file']").set_input_files(saved)
    expect(page.get_by_text("Opened: Krogsils").first).to_be_visible()
    wait_until_still(page)
    expect(page.get_by_text(f"{CRITERIA} of {CRITERIA} questions")).to_be_visible()


def test_on_a_slow_line_the_next_question_takes_the_keyboard_once_its_answers_stand(
    page: Page, app: str
) -> None:
    page.add_init_script(HELD_MESSAGES)
    open_page(page, f"{app}/pasnovertejums?kriterijs=purpose")
    heading = page.locator("#assessment-heading")
    before, after = (
        page.get_by_role("radio", name=re.compile(f"^1 {words}"))
        for words in ("Par to, ko", "Neviens neuzņemas")
    )
    page.evaluate("window.holdAfter = '2. no'")
    page.get_by_role("button", name="Nākamais").press("Enter")
    expect(heading).to_contain_text("2. no")
    expect(before).to_have_count(1)
    expect(heading).not_to_be_focused()

    page.evaluate("window.holdAfter = null")
    expect(heading).to_be_focused()
    assert before.count() == 0
    assert after.count() == 1


def test_answers_outlive_another_page_and_a_damaged_file_changes_nothing(
    page: Page, app: str, tmp_path: Path
) -> None:
    open_page(page, f"{app}/pasnovertejums?kriterijs=planning")
    level = page.get_by_role("radio", name=re.compile("^4 "))
    level.click(force=True)  # its words lie over it
    wait_until_still(page)
    expect(level).to_be_checked()
    expect(page.get_by_text("Atbildēts uz 1 no 10")).to_be_visible()
    page.get_by_role("link", name="Par projektu").click()
    page.wait_for_url("**/par-projektu**")
    wait_until_still(page)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("pašnovērtējums")
    page.get_by_role("link", name="Pašnovērtējums", exact=True).click()
    page.wait_for_url("**/pasnovertejums**")
    wait_until_still(page)
    expect(level).to_be_checked()

    damaged = tmp_path / "bojats.json"
    damaged.write_text('{"format": "community-self', encoding="utf-8")
    page.locator("input[type='file']").set_input_files(damaged)
    faults = page.locator("#assessment-faults")
    expect(faults.first).to_be_visible()
    wait_until_still(page)
    expect(faults).to_contain_text("bojāts vai aprauts")
    expect(level).to_be_checked()


def test_criterion_instrument_and_practice_lead_to_one_another(page: Page, app: str) -> None:
    open_page(page, f"{app}/pasnovertejums?kriterijs=planning")
    helps = page.get_by_text("Kas šajā kritērijā palīdz")
    helps.click()
    link = page.get_by_role("link", name="Priekšlikumi pašvaldības budžetam")
    href = link.get_attribute("href")
    assert href is not None
    open_page(page, f"{app}/{href}")
    instrument = page.locator("#instrument-budget_proposals")
    expect(instrument.locator("dl").first).to_be_in_viewport()
    back = instrument.get_by_role("link", name="Plānošana")
    assert re.search("pasnovertejums.*kriterijs=planning", back.get_attribute("href") or "")
    expect(page.locator("#practices article")).not_to_have_count(0)
