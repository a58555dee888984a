"""Pages of accounts: who gets a session, from where a form is taken, where one comes back to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from ledgers import ledger_in_use, quick_passwords
from starlette.applications import Starlette
from starlette.testclient import TestClient

from geo_kopienas.domain.editing.changes import Role
from geo_kopienas.store.ledger.accounts import add_account, set_disabled
from geo_kopienas.store.ledger.opening import DATABASE_VARIABLE
from geo_kopienas.store.ledger.sessions import MOST_FOR_ACCOUNT, account_of
from geo_kopienas.ui.account.routes import account_routes
from geo_kopienas.ui.frame.editor import SESSION_COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx2
    import sqlalchemy as sa

OWN = "garš un savs teikums"
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """A ledger without facts."""
    quick_passwords(monkeypatch)
    with ledger_in_use(tmp_path / "ledger.sqlite", monkeypatch) as opened:
        yield opened


@pytest.fixture
def client(engine: sa.Engine) -> Iterator[TestClient]:
    """A browser that follows no redirect by itself."""
    del engine
    with TestClient(Starlette(routes=account_routes()), follow_redirects=False) as browser:
        yield browser


@pytest.fixture
def password(engine: sa.Engine) -> str:
    """The one-time password of anna."""
    return add_account(engine, "anna", Role.EDITOR)[0]


def send(client: TestClient, name: str, **fields: str) -> httpx2.Response:
    return client.post(f"/konts/{name}", data=fields, headers=HERE)


def sign_in(client: TestClient, password: str, **fields: str) -> httpx2.Response:
    return send(client, "ienakt", konts="anna", parole=password, **fields)


def test_a_one_time_password_opens_only_the_choice_of_another(
    client: TestClient, engine: sa.Engine, password: str
) -> None:
    answer = sign_in(client, password, atpakal="sadarbiba?vieta=balozi")

    assert answer.status_code == 303
    assert answer.headers["location"] == "parole?valoda=lv&atpakal=sadarbiba%3Fvieta%3Dbalozi"
    for page in ("parole", "mans"):
        assert "Tagad izvēlieties savu." in client.get(f"/konts/{page}").text
    answer = send(client, "parole", jauna=OWN, velreiz=OWN, atpakal="sadarbiba?vieta=balozi")
    assert answer.headers["location"] == "../sadarbiba?vieta=balozi"
    known = account_of(engine, client.cookies[SESSION_COOKIE])
    assert known is not None
    assert not known.must_change


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        (OWN, OWN + "!", "Abas jaunās paroles nav vienādas."),
        ("īsa", "īsa", "Parolei jābūt no 15 līdz 200 zīmēm garai."),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", "pārāk viegli uzminama"),
    ],
)
def test_a_password_that_is_no_good_is_said_and_not_repeated(
    client: TestClient, password: str, new: str, again: str, said: str
) -> None:
    sign_in(client, password)

    answer = send(client, "parole", jauna=new, velreiz=again)

    assert answer.status_code == 403
    assert said in answer.text
    assert new not in answer.text


def test_a_password_is_changed_by_whoever_knows_the_former(
    client: TestClient, password: str
) -> None:
    sign_in(client, password)
    send(client, "parole", jauna=OWN, velreiz=OWN)
    other = "cits, arī garš teikums"

    answer = send(client, "parole", lidzsineja="nepareiza", jauna=other, velreiz=other)
    assert "Konta nosaukums vai parole nav pareiza." in answer.text
    assert send(client, "parole", lidzsineja=OWN, jauna=other, velreiz=other).status_code == 303
    assert sign_in(client, OWN).status_code == 403
    assert sign_in(client, other).status_code == 303


def test_the_cookie_is_for_this_host_and_no_script(client: TestClient, password: str) -> None:
    cookie = sign_in(client, password).headers["set-cookie"]

    assert re.search(r"; HttpOnly; Max-Age=43200; Path=/; SameSite=lax$", cookie)
    assert "Secure" not in cookie
    client.base_url = "https://testserver"  # type: ignore[assignment]
    answer = client.post(
        "/konts/ienakt",
        data={"konts": "anna", "parole": password},
        headers={"Origin": "https://testserver"},
    )
    assert answer.headers["set-cookie"].endswith("; Secure")


def test_a_wrong_password_is_said_like_a_wrong_name_until_one_has_to_wait(
    client: TestClient, password: str
) -> None:
    del password
    for name in ("anna", "nobody"):
        answer = send(client, "ienakt", konts=name, parole="nepareiza parole")
        assert answer.status_code == 403
        assert "Konta nosaukums vai parole nav pareiza." in answer.text
        assert "nepareiza parole" not in answer.text
        assert f'value="{name}"' in answer.text
    for _ in range(MOST_FOR_ACCOUNT):
        answer = sign_in(client, "nepareiza parole")
    assert answer.status_code == 429
    assert "Mēģiniet vēlreiz pēc 5 min." in answer.text


@pytest.mark.parametrize(
    "origin",
    [{}, {"Origin": "null"}, {"Origin": "https://example.com"}, {"Origin": "http://testserver:81"}],
)
@pytest.mark.parametrize("name", ["ienakt", "parole", "iziet", "iziet-visur"])
def test_a_form_of_another_page_is_refused(
    client: TestClient, password: str, origin: dict[str, str], name: str
) -> None:
    sign_in(client, password)

    answer = client.post(f"/konts/{name}", data={"konts": "anna"}, headers=origin)

    assert answer.status_code == 403
    assert "nav nosūtīta no šīs vietnes" in answer.text
    assert SESSION_COOKIE in client.cookies


def test_a_form_that_is_too_large_is_refused(client: TestClient, password: str) -> None:
    del password
    assert sign_in(client, "a" * 10_000).status_code == 413


@pytest.mark.parametrize(
    "back",
    [
        "//example.com",
        "https://example.com",
        "/sadarbiba",
        "../../sadarbiba",
        "\\example.com",
        "sadarbiba?a=b\r\nSet-Cookie: x=y",
        "javascript:alert(1)",
        "sadarbiba#x",
        "a" * 41,
        "?" + "a" * 1501,
    ],
)
def test_one_comes_back_to_a_page_of_this_site_alone(
    client: TestClient, password: str, back: str
) -> None:
    assert 'href="../"' in client.get("/konts/ienakt", params={"atpakal": back}).text
    answer = send(client, "ienakt", konts="anna", parole=password, atpakal=back)
    assert answer.headers["location"] == "parole?valoda=lv"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/sadarbiba?vieta=balozi&datums=2026-06-30", None),
        ("http://testserver/kopienas/sadarbiba?vieta=balozi&datums=2026-06-30", None),
        ("http://testserver/", ""),
        ("http://testserver/konts/mans", ""),
        ("https://example.com/sadarbiba", ""),
    ],
)
def test_one_comes_back_to_the_page_before(
    client: TestClient, referer: str, back: str | None
) -> None:
    said = client.get("/konts/ienakt", headers={"Referer": referer}).text
    expected = "sadarbiba?vieta=balozi&amp;datums=2026-06-30" if back is None else back

    assert f'name="atpakal" value="{expected}"' in said


def test_signing_out_ends_this_session_and_everywhere_ends_all(
    client: TestClient, engine: sa.Engine, password: str
) -> None:
    sign_in(client, password)
    send(client, "parole", jauna=OWN, velreiz=OWN)
    sessions = []
    for _ in range(3):
        sign_in(client, OWN)
        sessions.append(client.cookies[SESSION_COOKIE])

    def open_sessions() -> list[bool]:
        return [account_of(engine, session) is not None for session in sessions]

    answer = send(client, "iziet", atpakal="sadarbiba")
    assert answer.headers["location"] == "../sadarbiba"
    assert SESSION_COOKIE not in client.cookies
    assert open_sessions() == [True, True, False]
    client.cookies[SESSION_COOKIE] = sessions[0]
    assert "Atvērts konts „anna”; loma: redaktors." in client.get("/konts/mans").text
    send(client, "iziet-visur")
    assert open_sessions() == [False, False, False]


@pytest.mark.parametrize("page", ["mans", "parole"])
def test_whoever_is_not_signed_in_is_asked_to(
    client: TestClient, engine: sa.Engine, password: str, page: str
) -> None:
    assert client.get(f"/konts/{page}").headers["location"] == "ienakt?valoda=lv"
    sign_in(client, password)
    set_disabled(engine, "anna", is_disabled=True)
    assert client.get(f"/konts/{page}").headers["location"] == "ienakt?valoda=lv"
    assert send(client, "parole", jauna=OWN, velreiz=OWN).headers["location"].startswith("ienakt")


def test_pages_are_in_both_languages_and_kept_nowhere(client: TestClient) -> None:
    answer = client.get("/konts/ienakt", params={"valoda": "en", "atpakal": "sadarbiba"})

    assert '<html lang="en">' in answer.text
    assert "Name of the account" in answer.text
    assert 'href="?valoda=lv&amp;atpakal=sadarbiba"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert '<html lang="lv">' in client.get("/konts/ienakt", params={"valoda": "xx"}).text


def test_what_is_typed_is_never_markup(client: TestClient, password: str) -> None:
    del password
    answer = send(client, "ienakt", konts='"><script>x</script>', parole="x")
    assert "<script>" not in answer.text


def test_without_a_database_the_page_says_that_there_are_no_accounts(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_VARIABLE, "none")
    answer = client.get("/konts/ienakt")
    assert "Šajā vietnē redaktoru kontu nav." in answer.text
    assert "<form" not in answer.text
    assert "<form" not in send(client, "ienakt", konts="anna", parole="x").text


def test_a_database_that_is_gone_is_a_sentence(
    client: TestClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret = "parole-adrese"  # noqa: S105 - of the test
    address = f"postgresql+psycopg://owner:{secret}@/ledger?host={tmp_path}"
    monkeypatch.setenv(DATABASE_VARIABLE, address)
    answer = client.get("/konts/ienakt")
    assert answer.status_code == 503
    assert "pašlaik nav sasniedzama" in answer.text
    assert secret not in answer.text + caplog.text


def test_nothing_secret_is_logged(
    client: TestClient, password: str, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, "nepareiza parole")
    sign_in(client, password)
    send(client, "parole", jauna=OWN, velreiz=OWN)

    logged = caplog.text
    assert "Somebody was not signed in: wrong" in logged
    secrets = ("nepareiza parole", password, OWN, client.cookies[SESSION_COOKIE], "anna")
    assert not any(secret in logged for secret in secrets)
