"""Behind the recommended proxy: all works under its rules, and what should be closed is."""

from __future__ import annotations

import re
import urllib.request
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pyogrio
import pytest
from harness import PAINT_MILLISECONDS, open_page, running_app, wait_for_value
from playwright.sync_api import expect
from proxy import BELOW, running_proxy
from visit import Watch, expect_drawn

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SECONDS = PAINT_MILLISECONDS / 1000
UPLOAD_APP = """
import streamlit as st
file = st.file_uploader("File")
if file is not None:
    st.write("received", file.size)
"""


def answer(address: str, **headers: str) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - the proxy just started
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            return response.status, lowered(response.headers)
    except HTTPError as error:
        with error:
            return error.code, lowered(error.headers)


def lowered(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def policy(headers: dict[str, str]) -> dict[str, str]:
    parts = (part.partition(" ")[::2] for part in headers["content-security-policy"].split("; "))
    return dict(parts)


def test_policy_allows_no_eval_no_inline_script_and_no_other_host(site: str) -> None:
    status, headers = answer(site)
    assert status == 200
    rules = policy(headers)
    assert rules["script-src"] == "'self'"
    assert rules["default-src"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["connect-src"] == "'self'"
    assert not re.search(r"unsafe-eval|https?:|\*", headers["content-security-policy"])
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/", "'self'"),
        ("/?iegult=1&raditajs=council_state", "*"),
        ("/?iegult=0", "'self'"),
        ("/sadarbiba?iegult=1", "'self'"),
        ("/component/streamlit_folium.st_folium/index.html", "*"),
    ],
)
def test_only_the_embedded_map_may_be_framed_elsewhere(
    site: str, path: str, ancestors: str
) -> None:
    _, headers = answer(site + path)
    assert policy(headers)["frame-ancestors"] == ancestors


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/_ready", 200),
        ("/_metrics", 404),
        ("/%5fmetrics", 404),
        ("//_metrics", 404),
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/_stcore/agent/mcp", 404),
        ("/_stcore/metrics/", 404),
        ("/%5fstcore/metrics", 404),
        ("//_stcore/metrics", 404),
        ("/sadarbiba/../_stcore/metrics", 404),
    ],
)
def test_health_is_open_and_the_servers_figures_are_closed(
    site: str, path: str, status: int
) -> None:
    assert answer(site + path)[0] == status


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("kopienas.example.org", "https://kopienas.example.org", 101),
        ("kopienas.example.org", "https://example.com", 403),
        ("kopienas.example.org", "https://kopienas.example.org.example.com", 403),
    ],
)
def test_session_is_opened_for_a_page_of_this_host_alone(
    site: str, host: str, origin: str, status: int
) -> None:
    connection = HTTPConnection(site.removeprefix("http://"), timeout=SECONDS)
    headers = {"Host": host, "Origin": origin, "Connection": "Upgrade", "Upgrade": "websocket"}
    key = {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "c2l4dGVlbiBieXRlcyAuLg=="}
    with closing(connection):
        connection.request("GET", "/_stcore/stream", headers=headers | key)
        assert connection.getresponse().status == status


def test_geometry_is_kept_for_ever_and_compressed_and_pages_are_not_kept(
    page: Page, site: str
) -> None:
    files: list[str] = []
    page.on("response", lambda response: files.append(response.url))
    open_page(page, site)
    geometry = next(url for url in files if "/app/static/geometry/apkaime" in url)
    _, headers = answer(geometry, **{"Accept-Encoding": "gzip"})
    assert headers["content-encoding"] == "gzip"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer(site)[1]["cache-control"] == "no-cache"
    assert answer(f"{site}/app/static/page/page.js")[1]["cache-control"] == "no-cache"
    assert answer(f"{site}/app/static/geometry/no-such-file.json")[0] == 404


def test_below_a_path_a_page_is_drawn_and_asks_for_nothing_outside_it(
    page: Page, tmp_path: Path
) -> None:
    with (
        running_app(below=BELOW) as app,
        running_proxy(app.address, tmp_path, below=True) as site,
    ):
        watch = Watch().begin(page)
        open_page(page, f"{site}/neaktivas-vietas?valoda=en")
        expect_drawn(page, "inactive")
        assert watch.faults == []
        assert f"{site}/_stcore/stream" in watch.addresses
        inside = (f"{site}/", "data:", "blob:")
        assert [url for url in watch.addresses if not url.startswith(inside)] == []
        assert policy(answer(f"{site}/?iegult=1")[1])["frame-ancestors"] == "*"
        assert answer(f"{site}/_stcore/metrics")[0] == 404
        assert answer(f"{site}/_metrics")[0] == 404
        assert answer(f"{site}/_ready")[0] == 200


def test_map_stands_in_a_page_of_another_host_and_other_pages_do_not(
    page: Page, site: str, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f"<iframe name=map src='{site}/?iegult=1' width=800 height=700></iframe>"
        f"<iframe name=page src='{site}/sadarbiba' width=800 height=700></iframe>",
        encoding="utf-8",
    )
    serve = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        # Another name of the same machine is another host to the browser.
        page.goto(f"http://localhost:{other.server_port}/")
        inner = page.frame_locator("iframe[name=map]").frame_locator("iframe")
        inner.locator("body[data-painted]").wait_for(state="attached")
        refused = page.frame(name="page")
        assert refused is not None
        wait_for_value(page, lambda: refused.url.partition(":")[0], "chrome-error")
        other.shutdown()


def test_upload_passes_the_proxy_and_one_without_the_token_does_not(
    page: Page, tmp_path: Path
) -> None:
    script = tmp_path / "upload.py"
    script.write_text(UPLOAD_APP, encoding="utf-8")
    with running_app(script=str(script)) as app, running_proxy(app.address, tmp_path) as site:
        sent: list[str] = []
        page.on("request", lambda r: sent.append(r.url) if r.method == "PUT" else None)
        page.goto(site)
        page.locator("input[type=file]").set_input_files(
            {"name": "answers.csv", "mimeType": "text/csv", "buffer": b"a,b\n" * 500_000}
        )
        expect(page.get_by_text("received")).to_be_visible()
        forged = urllib.request.Request(sent[0], data=b"x", method="PUT")  # noqa: S310
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(forged, timeout=SECONDS)  # noqa: S310
        with refused.value as error:
            assert error.code == 403


def test_open_data_pass_the_proxy_as_gdal_reads_them(site: str) -> None:
    layer = f"{site}/dati/v1/vietas.geojson?limenis=apkaime"
    assert pyogrio.read_info(f"/vsicurl/{layer}")["features"] == 10
    status, headers = answer(layer, **{"Accept-Encoding": "gzip", "Origin": "https://example.org"})
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert headers["cache-control"] == "no-cache"
    assert headers["access-control-allow-origin"] == "*"
    # nginx compresses, and weakens the tag by that.
    assert answer(layer, **{"If-None-Match": headers["etag"]})[0] == 304
    assert answer(f"{site}/dati/v1/vietas.csvt")[0] == 404
    assert answer(f"{site}/dati/v1/vietas.csv?x=1")[0] == 400


def test_prometheus_reads_the_figures_of_pages_at_the_dashboards_own_port(
    page: Page, app: str
) -> None:
    open_page(page, f"{app}/par-projektu")
    with urllib.request.urlopen(f"{app}/_metrics", timeout=SECONDS) as response:  # noqa: S310
        text = response.read().decode()
    assert re.search(r'geo_kopienas_run_seconds_count\{page="about"\} [1-9]', text)
    assert "geo_kopienas_ledger_seconds_count" in text
