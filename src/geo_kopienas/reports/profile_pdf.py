"""The profile of a place as a PDF of one or two A4 pages."""

from collections.abc import Sequence
from typing import Any

from geo_kopienas.reports.profile_view import ProfileView
from geo_kopienas.reports.typesetting import typeset
from geo_kopienas.texts import Texts

# So much fits on two pages; the web page has all of it, and the sheet says how much it left out.
STATUS_FACTS = 2
COMMUNITIES = 6
NEWEST_FACTS = 6
SENTENCE_LENGTH = 140
NOTE_LENGTH = 420
#: Sections with a heading.
SECTIONS = (
    "statuses", "next_step", "map", "place", "communities", "similar", "neighbours", "indicators",
    "survey", "sources",
)  # fmt: skip


def profile_pdf(view: ProfileView, texts: Texts) -> bytes:
    """Typeset a profile."""
    return typeset("profile.typ", _sheet(view, texts))


def _sheet(view: ProfileView, texts: Texts) -> dict[str, Any]:
    place = view.place
    name = _short(place["name"], SENTENCE_LENGTH)
    facts = [fact for year in view.years for fact in year["facts"]]
    above = [parent["name"] for parent in place["parents"]]
    return {
        "title": texts.say("profile.pdf.title", place=name),
        "language": texts.language,
        "page": "{page}/{pages}",
        "footer": texts.say("profile.pdf.footer", product=view.product, day=view.as_of),
        "subtitle": " · ".join([place["kind"], *above, texts.say("profile.as_of", day=view.as_of)]),
        "words": {
            **{section: texts[f"profile.section.{section}"] for section in SECTIONS},
            "newest": texts["profile.newest_facts"],
            "similar_note": texts["profile.similar.caption"],
            "indicators_note": texts["profile.indicators.caption"],
        },
        "notices": [*view.notices, *_now(view, texts)],
        "statuses": [_status(status, texts) for status in view.statuses],
        "step": view.next_step["step"],
        "reason": view.next_step["reason"],
        "map": view.picture,
        "facts_of_place": _facts_of_place(place, texts),
        "communities": [
            {
                "name": _short(community["name"], SENTENCE_LENGTH),
                "type": community["type"],
                "state": "; ".join(filter(None, (community["state"], community["last"]))),
            }
            for community in view.communities[:COMMUNITIES]
        ],
        "communities_more": _more(len(view.communities) - COMMUNITIES, texts),
        "newest": [_fact(fact) for fact in facts[:NEWEST_FACTS]],
        "newest_more": _more(len(facts) - NEWEST_FACTS, texts),
        "proposals": [_proposals(table, texts) for table in view.proposals],
        "similar": _similar(view.similar, texts),
        "neighbours": _neighbours(view.neighbours, texts),
        "indicators": {
            "head": _heads(("indicator", "value", "rank", "known"), texts),
            "rows": [
                [row["label"], row["value"], row["rank"] or "–", row["known"]]
                for row in view.indicators
            ],
        },
        "survey": _survey(view.survey, texts),
        "made": texts.say("profile.pdf.made", day=view.as_of),
        "attributions": [
            {key: str(source.get(key) or "") for key in ("text", "url", "licence")}
            for source in view.attributions
        ],
    }


def _status(status: dict[str, Any], texts: Texts) -> dict[str, Any]:
    lines = [line for line in (status["newest"], status["apkaime"]) if line]
    if not status["evidence"]:
        lines.append(texts["profile.status.no_fact"])
    return {
        "label": status["label"],
        "value": status["value"],
        "lines": lines,
        "evidence": [_fact(fact) for fact in status["evidence"][:STATUS_FACTS]],
        "more": _more(len(status["evidence"]) - STATUS_FACTS, texts),
    }


def _facts_of_place(place: dict[str, Any], texts: Texts) -> list[dict[str, Any]]:
    unknown = texts["value.unknown"]
    rows = [
        (
            "population",
            ". ".join([place["population"] or unknown, *place["population_conflicts"]]),
            place["population_links"],
        ),
        ("area", place["area"] or unknown, place["area_links"]),
        ("status", place["status"], place["links"]),
        ("alternative_names", place["alternative_names"], []),
        ("geometry", place["border"], []),
    ]
    return [
        {"name": texts[f"place.{name}"], "value": _short(value, NOTE_LENGTH), "links": links[:2]}
        for name, value, links in rows
        if value
    ]


def _proposals(table: dict[str, Any], texts: Texts) -> dict[str, Any]:
    return {
        "title": table["title"],
        "head": [
            texts["profile.table.theme"],
            *(
                f"{place['name']}, {place['population']}" if place["population"] else place["name"]
                for place in table["places"]
            ),
        ],
        "rows": [
            [
                row["label"],
                *(_with_brackets(cell["count"], cell["per_residents"]) for cell in row["cells"]),
            ]
            for row in table["rows"]
        ],
        "note": _short(f"{texts['profile.proposals.caption']} {table['note']}", NOTE_LENGTH),
    }


def _similar(rows: Sequence[dict[str, Any]], texts: Texts) -> dict[str, Any]:
    names = ("place", "kind", "population", "riga", "growth", "collaboration", "activity")
    return {
        "head": _heads(names, texts),
        "rows": [
            [
                _with_brackets(row["name"], texts["profile.table.own"] if row["is_own"] else ""),
                row["kind"],
                _with_brackets(row["population"], row["population_difference"]),
                _with_brackets(row["riga"], row["riga_difference"]),
                _with_brackets(row["growth"], row["growth_difference"]),
                row["collaboration"],
                row["activity"],
            ]
            for row in rows
        ],
    }


def _neighbours(table: dict[str, Any], texts: Texts) -> dict[str, Any]:
    names = ("place", "border", "distance", "collaboration", "activity")
    caption = texts["profile.neighbours.caption"]
    approximate = texts["profile.neighbours.approximate"] if table["is_approximate"] else ""
    return {
        "head": _heads(names, texts),
        "rows": [
            [
                row["name"],
                row["border"] or texts["profile.table.no_border"],
                row["distance"] or "–",
                row["collaboration"],
                row["activity"],
            ]
            for row in table["rows"]
        ],
        "note": f"{caption} {approximate}".strip(),
    }


def _survey(table: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """The survey's indicators that may be shown; the web page says why others are not."""
    shown = [row for row in table.get("rows", ()) if row["is_known"]]
    if not shown:
        return {"rows": []}
    few = texts["survey_map.few_answers"]
    caption = texts["profile.survey.caption"]
    note = texts.say("profile.survey.pdf_note", round=table["round"], caption=caption)
    demo = f"{texts['survey_map.demo_mark']} " if table["is_demo"] else ""
    return {
        "head": [
            *_heads(("indicator", "value"), texts),
            texts["survey_map.answered"],
            texts["survey_map.interval"],
            *table["columns"],
        ],
        "rows": [
            [
                row["label"],
                _with_brackets(row["value"], few if row["is_few"] else ""),
                row["answered"],
                row["interval"] or "–",
                *row["compared"],
            ]
            for row in shown
        ],
        "note": demo + note,
    }


def _heads(names: Sequence[str], texts: Texts) -> list[str]:
    return [texts[f"profile.table.{name}"] for name in names]


def _fact(fact: dict[str, Any]) -> dict[str, Any]:
    return {
        "date": fact["date"],
        "kind": fact["kind"],
        "value": fact["value"],
        "title": _short(fact["title"], SENTENCE_LENGTH),
        "links": fact["links"][:1],
    }


def _with_brackets(value: str, addition: str) -> str:
    shown = value or "–"
    return f"{shown} ({addition})" if addition else shown


def _more(number: int, texts: Texts) -> str:
    """How many were left out; nothing to say where none was."""
    return texts.count("profile.pdf.and_more", number) if number > 0 else ""


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _now(view: ProfileView, texts: Texts) -> list[str]:
    """What a place that ended is now."""
    names = ", ".join(place["name"] for place in view.successors)
    return [f"{texts['history.now']} {names}"] if names else []
