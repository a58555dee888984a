"""The open data described as DCAT-AP 3, so that a portal such as data.gov.lv can take them over.

Written as JSON-LD. Properties and their cardinality follow the application profile
(https://semiceu.github.io/DCAT-AP/releases/3.0.0/), codes the lists of the EU Publications Office.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from geo_kopienas.domain.schema.codes import LANGUAGES, Level
from geo_kopienas.domain.schema.fields import BOUNDARY_FILES
from geo_kopienas.store.dataset import Dataset
from geo_kopienas.store.rules.attributions import in_use_of
from geo_kopienas.texts import texts_for

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_LANGUAGES = {"lv": f"{_EU}/language/LAV", "en": f"{_EU}/language/ENG"}
_THEMES = [f"{_EU}/data-theme/{code}" for code in ("SOCI", "REGI")]
_FORMATS = {"text/csv": "CSV", "application/geo+json": "GEOJSON"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A file at an address that stays.

    Attributes:
        dataset: What it is a form of; two files may be of one dataset.
        name: Name of the file.
        media_type: Media type without parameters.
    """

    dataset: str
    name: str
    media_type: str


def catalogue(data: Dataset, files: Sequence[Published], site: str, folder: str) -> bytes:
    """The catalogue as JSON-LD.

    Args:
        data: The data directory.
        files: The files that it offers.
        site: Address of the dashboard, ending in a slash.
        folder: Path of the files below it, ending in a slash.
    """
    about = _About(data, site, folder)
    datasets: dict[str, list[Published]] = {}
    for file in files:
        datasets.setdefault(file.dataset, []).append(file)
    content = {
        "@context": _CONTEXT,
        **about.catalogue(),
        "dcat:dataset": [about.dataset(name, forms) for name, forms in datasets.items()],
    }
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()


@dataclass(frozen=True, slots=True)
class _About:
    data: Dataset
    site: str
    folder: str

    def catalogue(self) -> dict[str, Any]:
        titles = {language: self._own("title", language) for language in LANGUAGES}
        return {
            "@id": f"{self.site}{self.folder}katalogs.jsonld",
            "@type": "dcat:Catalog",
            "dct:title": _in_languages(titles),
            "dct:description": _said("open_data.catalogue"),
            "dct:publisher": self._publisher(),
            "dct:language": [_typed(iri, "dct:LinguisticSystem") for iri in _LANGUAGES.values()],
            "dct:spatial": self._territory(),
            "dcat:themeTaxonomy": _typed(f"{_EU}/data-theme", "skos:ConceptScheme"),
            "foaf:homepage": _typed(self.site, "foaf:Document"),
            **self._licence(),
        }

    def dataset(self, name: str, forms: Sequence[Published]) -> dict[str, Any]:
        return {
            "@id": f"{self.site}{self.folder}katalogs.jsonld#{name}",
            "@type": "dcat:Dataset",
            "dct:title": _said(f"open_data.{name}.title"),
            "dct:description": _said(f"open_data.{name}.description"),
            "dct:publisher": {"@id": self._publisher()["@id"]},
            "dcat:contactPoint": {
                "@type": ["vcard:Kind", "vcard:Organization"],
                "vcard:fn": self._own("name", LANGUAGES[0]),
                "vcard:hasURL": {"@id": f"{self.site}par-projektu"},
            },
            "dcat:keyword": [
                {"@language": language, "@value": word.strip()}
                for language in LANGUAGES
                for word in texts_for(language)["open_data.keywords"].split(",")
            ],
            "dcat:theme": [_typed(iri, "skos:Concept") for iri in _THEMES],
            "dct:accrualPeriodicity": _typed(f"{_EU}/frequency/IRREG", "dct:Frequency"),
            "dct:spatial": self._territory(),
            "dcat:landingPage": _typed(f"{self.site}datu-lejupielade", "foaf:Document"),
            "dcat:distribution": [self._distribution(file) for file in forms],
        }

    def _distribution(self, file: Published) -> dict[str, Any]:
        address = f"{self.site}{self.folder}{file.name}"
        format_ = _FORMATS[file.media_type]
        is_layer = format_ == "GEOJSON"
        standard = _typed("https://www.rfc-editor.org/rfc/rfc7946", "dct:Standard")
        return {
            "@id": f"{address}#distribution",
            "@type": "dcat:Distribution",
            "dct:title": file.name,
            "dcat:accessURL": _typed(address, "rdfs:Resource"),
            "dcat:downloadURL": _typed(address, "rdfs:Resource"),
            "dcat:mediaType": _typed(f"{_IANA}/{file.media_type}", "dct:MediaType"),
            "dct:format": _typed(f"{_EU}/file-type/{format_}", "dct:MediaTypeOrExtent"),
            **({"dct:conformsTo": standard} if is_layer else {}),
            **self._licence(),
            "dct:rights": {
                "@type": "dct:RightsStatement",
                "rdfs:label": self._sources(has_borders=is_layer),
            },
        }

    def _own(self, key: str, language: str) -> str:
        said: Mapping[str, str] = getattr(self.data.site, key)
        return said.get(language) or texts_for(language)["product.name"]

    def _publisher(self) -> dict[str, Any]:
        names = {language: self._own("name", language) for language in LANGUAGES}
        address = f"{self.site}par-projektu#publisher"
        return {"@id": address, "@type": "foaf:Agent", "foaf:name": _in_languages(names)}

    def _licence(self) -> dict[str, Any]:
        address = self.data.site.licence_url
        return {"dct:license": _typed(address, "dct:LicenseDocument")} if address else {}

    def _sources(self, *, has_borders: bool) -> str:
        layers = self.data.boundaries.items() if has_borders else ()
        named = {Path(BOUNDARY_FILES[level]).stem: layer for level, layer in layers}
        sources = in_use_of(self.data.attributions, named)
        return "; ".join(f"{source['text']} ({source['licence']})" for source in sources)

    def _territory(self) -> dict[str, Any]:
        box = shapely.box(*self.data.boundaries[Level.MUNICIPALITY].total_bounds)
        text = shapely.to_wkt(box, rounding_precision=5)
        return {
            "@type": "dct:Location",
            "dcat:bbox": {"@type": "geo:wktLiteral", "@value": text},
        }


def _typed(address: str, kind: str) -> dict[str, str]:
    return {"@id": address, "@type": kind}


def _in_languages(words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in words.items()]


def _said(key: str) -> list[dict[str, str]]:
    return _in_languages({language: texts_for(language)[key] for language in LANGUAGES})
