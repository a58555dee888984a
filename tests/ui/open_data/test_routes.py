"""The addresses of the open data: what they answer, keep, refuse, and how programs read them."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

from geo_kopienas.ui.open_data.answers import Answers
from geo_kopienas.ui.open_data.files import CATALOGUE_NAME, FILES

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = [file.name for file in FILES]
CODES = ("parameter_unknown", "parameter_repeated", "unknown_code", "parameter_day")


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode())))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_is_there_names_licence_day_and_version(
    get: Callable[..., Any], name: str
) -> None:
    status, headers, body = get(f"{name}?datums=2026-06-30")
    assert status == 200
    assert headers["access-control-allow-origin"] == "*"
    if name.endswith(".csv"):
        assert headers["content-type"] == "text/csv; charset=utf-8"
        assert {row["as_of"] for row in rows(body)} <= {"2026-06-30"}
        assert all(row["licence"].startswith("CC BY 4.0") for row in rows(body))
    else:
        assert headers["content-type"] == "application/geo+json"
        collection = json.loads(body)
        assert collection["as_of"] == "2026-06-30"
        assert collection["licence"].startswith("CC BY 4.0; ")
        assert "OpenStreetMap" in collection["attribution"]


@pytest.mark.parametrize(
    ("query", "levels", "place"),
    [
        ("", {"municipality", "unit", "apkaime", "settlement"}, "krogsils"),
        ("?limenis=apkaime", {"apkaime"}, "apk-mezinieku"),
        ("?vieta=apk-mezinieku&limenis=settlement", {"settlement"}, "mezinieki"),
    ],
)
def test_layer_and_table_of_places_have_the_same_places(
    get: Callable[..., Any], query: str, levels: set[str], place: str
) -> None:
    table = rows(get(f"vietas.csv{query}")[2])
    layer = json.loads(get(f"vietas.geojson{query}")[2])["features"]
    assert {row["level"] for row in table} == levels
    assert {row["place_id"] for row in table} == {feature["id"] for feature in layer}
    assert place in {row["place_id"] for row in table}


def test_a_choice_without_places_is_an_empty_layer(get: Callable[..., Any]) -> None:
    status, _, body = get("vietas.geojson?limenis=unit&vieta=krogsils")
    assert (status, json.loads(body)["features"]) == (200, [])


def test_facts_and_communities_are_those_of_the_place_and_the_day(get: Callable[..., Any]) -> None:
    every = {row["evidence_id"] for row in rows(get("fakti.csv")[2])}
    some = rows(get("fakti.csv?vieta=apk-mezinieku&datums=2023-01-01")[2])
    assert some
    assert {row["evidence_id"] for row in some} < every
    assert max(row["known_from"] for row in some) <= "2023-01-01"


def test_content_has_a_tag_and_who_has_it_gets_none_of_it(get: Callable[..., Any]) -> None:
    _, headers, body = get("kopienas.csv")
    tag = headers["etag"]
    assert headers["cache-control"] == "no-cache"
    for tags in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        status, again, nothing = get("kopienas.csv", If_None_Match=tags)
        assert (status, again["etag"], nothing) == (304, tag, b"")
    assert get("kopienas.csv", If_None_Match='"other"')[2] == body


def test_compressed_content_is_the_same_and_has_a_tag_of_its_own(get: Callable[..., Any]) -> None:
    _, plain, body = get("vietas.geojson")
    _, headers, packed = get("vietas.geojson", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in headers["vary"]
    assert gzip.decompress(packed) == body
    assert len(packed) < len(body) / 3
    assert headers["etag"] != plain["etag"]
    assert get("vietas.geojson", If_None_Match=headers["etag"])[0] == 304


def test_head_and_ranges_are_those_of_the_plain_file(get: Callable[..., Any]) -> None:
    _, _, body = get("vietas.csv")
    status, headers, nothing = get("vietas.csv", "HEAD")
    assert (status, nothing, int(headers["content-length"])) == (200, b"", len(body))
    assert headers["accept-ranges"] == "bytes"
    status, headers, part = get("vietas.csv", Range="bytes=10-19", Accept_Encoding="gzip")
    assert (status, part) == (206, body[10:20])
    assert headers["content-range"] == f"bytes 10-19/{len(body)}"
    assert get("vietas.csv", Range=f"bytes={len(body)}-")[0] == 416


@pytest.mark.parametrize(
    ("query", "code", "value", "words"),
    [
        ("raditajs=x", "parameter_unknown", "raditajs", ("nav parametra", "no parameter")),
        ("amp%3Bvieta=a", "parameter_unknown", "amp;vieta", ("„amp;vieta”", "“amp;vieta”")),
        ("vieta=titurga&vieta=titurga", "parameter_repeated", "vieta", ("vairākkārt", "once")),
        ("limenis=galaxy", "unknown_code", "galaxy", ("apkaime", "apkaime")),
        ("limenis=", "unknown_code", "", ("apkaime", "apkaime")),
        ("datums=2026-02-30", "parameter_day", "2026-02-30", ("nav diena", "not a day")),
        ("datums=1999-12-31", "parameter_day", "1999-12-31", ("2000-01-01", "2000-01-01")),
        ("vieta=krogsil", "parameter_place", "krogsil", ("Krogsils", "Krogsils")),
    ],
)
def test_what_is_unknown_is_refused_by_name_in_both_languages(
    get: Callable[..., Any], query: str, code: str, value: str, words: tuple[str, str]
) -> None:
    status, headers, body = get(f"fakti.csv?{query}")
    (fault,) = json.loads(body)["faults"]
    assert (status, headers["cache-control"]) == (400, "no-store")
    assert (fault["code"], fault["value"]) == (code, value)
    for language, expected in zip(("lv", "en"), words, strict=True):
        assert expected in fault["message"][language] + fault["remedy"][language]


def test_all_faults_come_in_one_answer(get: Callable[..., Any]) -> None:
    _, _, body = get("vietas.csv?x=1&limenis=a&datums=b&vieta=c&vieta=d")
    codes = [fault["code"] for fault in json.loads(body)["faults"]]
    assert codes == [*CODES, "parameter_place"]


def test_description_takes_no_parameter(get: Callable[..., Any]) -> None:
    assert get(f"{CATALOGUE_NAME}?vieta=baldone")[0] == 400


@pytest.mark.parametrize("name", ["vietas.csvt", "vietas.prj", "", "vietas.csv/", "../v2"])
def test_nothing_else_is_there(get: Callable[..., Any], name: str) -> None:
    status, _, body = get(name)
    assert status == 404
    (fault,) = json.loads(body)["faults"]
    assert "vietas.geojson" in fault["remedy"]["lv"]


def test_pages_of_any_host_may_read_and_nobody_may_write(get: Callable[..., Any]) -> None:
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "GET"}
    status, headers, _ = get("vietas.csv", "OPTIONS", **asked)
    assert (status, headers["access-control-allow-origin"]) == (200, "*")
    assert "access-control-allow-credentials" not in headers
    assert get("vietas.csv", "POST")[0] == 405


@pytest.mark.parametrize(
    ("address", "count", "kind"),
    [
        ("vietas.geojson?limenis=apkaime", 10, "Polygon"),
        ("kopienas.geojson", 29, "Point"),
        ("fakti.csv", None, None),
    ],
)
def test_gdal_reads_a_layer_by_its_address(
    get: Callable[..., Any], host: str, address: str, count: int | None, kind: str | None
) -> None:
    # This is how QGIS reads it: /vsicurl asks for the head, then for ranges.
    info = pyogrio.read_info(f"/vsicurl/http://{host}/dati/v1/{address}")
    assert info["features"] == (count or len(rows(get(address)[2])))
    assert info["geometry_type"] == kind
    assert info["encoding"] == "UTF-8" or kind is None
    assert "name_lv" in info["fields"] or kind is None


def test_answers_are_bounded_and_an_answer_in_use_stays() -> None:
    answers = Answers(max_bytes=1)
    first = answers.keep("first", b"a" * 1000)
    second = answers.keep("second", b"b" * 1000)
    assert answers.get("first") is None
    assert answers.get("second") is second
    assert answers.size == second.size
    assert first.plain.read_bytes() == b"a" * 1000  # somebody still sends it
    path = first.plain
    del first
    assert not path.exists()
