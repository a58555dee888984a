"""The description of the open data is DCAT-AP, and leads to what is there alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, Graph

from geo_kopienas.exports.catalogue import catalogue
from geo_kopienas.ui.open_data.addresses import FOLDER
from geo_kopienas.ui.open_data.files import CATALOGUE_NAME, FILES

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo_kopienas.ui.frame.loaders import Workspace

# rdflib's reader of JSON-LD uses a class of rdflib that goes.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

SHAPES = Path(__file__).with_name("dcat_ap.ttl")
SITE = "https://kopienas.example.org/"


def parsed(content: bytes) -> Graph:
    return Graph().parse(data=content, format="json-ld")


def test_description_conforms_to_the_application_profile(workspace: Workspace) -> None:
    graph = parsed(catalogue(workspace.data, FILES, SITE, FOLDER))
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert conforms, report
    assert len(list(graph.triples((None, DCAT.distribution, None)))) == len(FILES)


def test_the_profile_refuses_a_description_without_title_and_licence(workspace: Workspace) -> None:
    site = replace(workspace.data.site, licence_url="")
    content = json.loads(catalogue(replace(workspace.data, site=site), FILES, SITE, FOLDER))
    del content["dct:title"]
    graph = parsed(json.dumps(content).encode())
    conforms, _, report = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    assert not conforms
    assert "dct:title" in report
    assert "dct:license" in report


def test_every_address_in_it_answers(get: Callable[..., Any], host: str) -> None:
    _, headers, body = get(CATALOGUE_NAME)
    assert headers["content-type"] == "application/ld+json"
    for address in parsed(body).objects(None, DCAT.downloadURL):
        folder, _, name = str(address).rpartition("/")
        assert folder == f"http://{host}/dati/v1"
        assert get(name, "HEAD")[0] == 200


def test_addresses_are_those_that_the_visitor_asked_for(get: Callable[..., Any]) -> None:
    asked = {"Host": "kopienas.example.org", "X_Forwarded_Proto": "https"}
    graph = parsed(get(CATALOGUE_NAME, **asked)[2])
    addresses = {str(address) for address in graph.objects(None, DCAT.downloadURL)}
    assert all(address.startswith(f"{SITE}{FOLDER}") for address in addresses)


def test_invented_answers_are_not_offered_to_portals(
    get: Callable[..., Any], workspace: Workspace
) -> None:
    assert workspace.data.survey_rounds["is_demo"].all()
    graph = parsed(get(CATALOGUE_NAME)[2])
    addresses = {str(address) for address in graph.objects(None, DCAT.downloadURL)}
    assert not any("aptauja" in address for address in addresses)
    assert len(addresses) == len(FILES) - 1


@pytest.mark.parametrize("language", ["lv", "en"])
def test_titles_are_there_in_both_languages(workspace: Workspace, language: str) -> None:
    graph = parsed(catalogue(workspace.data, FILES, SITE, FOLDER))
    for dataset in graph.objects(None, DCAT.dataset):
        assert language in {title.language for title in graph.objects(dataset, DCTERMS.title)}
