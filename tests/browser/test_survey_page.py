"""The painted page of the survey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from harness import open_page, running_app
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_figures_are_compared_marked_as_demonstration_and_hidden_where_small(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/aptaujas-rezultati?jautajums=belonging&salidzinat=latvia&kopums=2019")
    expect(page.get_by_text("„2019”")).to_be_visible()
    expect(page.get_by_text("šīs atbildes ir izdomātas")).to_be_visible()
    table = page.get_by_role("table", name=re.compile("piederību savai apkārtnei"))
    expect(table).to_contain_text("Pārējā Latvija")
    expect(table.get_by_role("row", name=re.compile("^Atbildēja"))).to_contain_text("/ 152")
    expect(table).to_contain_text("paslēpts")
    chart = page.locator(".js-plotly-plot")
    expect(chart).to_contain_text("Demonstrācijas dati")
    page.wait_for_url(re.compile(r"jautajums=belonging&kopums=demo-2026&salidzinat=latvia"))
    expect(page.get_by_role("table", name=re.compile("^Saņemtās anketas"))).to_contain_text("152")


def test_free_text_is_not_shown_and_demonstration_can_be_hidden(page: Page, app: str) -> None:
    open_page(page, f"{app}/aptaujas-rezultati?jautajums=good_practice&valoda=en")
    expect(page.get_by_text("not published", exact=False).first).to_be_visible()
    expect(page.get_by_text("Izdomāts piemērs")).to_have_count(0)
    with running_app({"GEO_KOPIENAS_DEMO": "0"}) as hidden:
        open_page(page, f"{hidden.address}/aptaujas-rezultati")
        expect(page.get_by_text("Aptaujas atbilžu vēl nav.")).to_be_visible()
