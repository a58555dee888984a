"""A page as a screen reader is given it: Chromium's accessibility tree, frame by frame."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo_kopienas.texts import texts_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Page

CONTROLS = frozenset({
    "button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "slider", "switch",
    "tab", "spinbutton", "DisclosureTriangle",
})  # fmt: skip
PICTURES = frozenset({"image", "img", "Iframe"})
#: Of these a document has one at most, unless each has another name.
LANDMARKS = frozenset({"banner", "main", "contentinfo", "navigation", "search", "region"})

#: What nothing on a Latvian page says, unless Streamlit does.
ENGLISH = re.compile(
    r"\b(the|of|and|or|link|choose|open|close|press|select|selected|option|options|date|search|show"
    r"|hide|next|previous|day|month|year|clear|skip|view|more|dismiss|remove|navigate|download|upload|drag"
    r"|fullscreen|loading|running|sidebar|pages|help|start|end|expand|collapse|error|add|allowed|password)\b",
    re.IGNORECASE,
)


def flaws_of_tree(page: Page, language: str) -> list[str]:
    """What a screen reader could not say well: nameless, misplaced, or in the other language."""
    session = page.context.new_cdp_session(page)
    flaws_of_all = [
        flaw
        for tree in _trees(session)
        for flaws in (_nameless(tree), _headings(tree), _landmarks(tree), _foreign(tree, language))
        for flaw in flaws
    ]
    session.detach()
    return flaws_of_all


def _trees(session: CDPSession) -> Iterator[list[tuple[str, str, dict[str, Any]]]]:
    """Role, name and properties of what is not hidden, in its order, of the page and its frames."""
    frame_tree = session.send("Page.getFrameTree")["frameTree"]
    for frame in (frame_tree, *frame_tree.get("childFrames", ())):
        told = session.send("Accessibility.getFullAXTree", {"frameId": frame["frame"]["id"]})
        nodes = {node["nodeId"]: node for node in told["nodes"]}
        yield [
            _read(node) for node in _in_order(told["nodes"][0], nodes) if not node.get("ignored")
        ]


def _in_order(node: dict[str, Any], nodes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("childIds", ()):
        if child in nodes:
            yield from _in_order(nodes[child], nodes)


def _read(node: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    properties = {
        known["name"]: known["value"].get("value") for known in node.get("properties", ())
    }
    return node["role"]["value"], node.get("name", {}).get("value", "").strip(), properties


def _nameless(tree: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    named = CONTROLS | PICTURES
    return [f"{role} without a name" for role, name, _ in tree if role in named and not name]


def _headings(tree: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    levels = [(int(said["level"]), name) for role, name, said in tree if role == "heading"]
    before = [0, *(level for level, _ in levels)]
    return [
        f"heading {level} after {former}: {name}"
        for former, (level, name) in zip(before, levels, strict=False)
        if level > former + 1 or not name
    ]


def _landmarks(tree: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    landmarks = [(role, name) for role, name, _ in tree if role in LANDMARKS]
    flaws = [f"twice: {landmark}" for landmark in set(landmarks) if landmarks.count(landmark) > 1]
    return flaws if ("main" in {role for role, _ in landmarks}) else [*flaws, "no main part"]


def _foreign(tree: list[tuple[str, str, dict[str, Any]]], language: str) -> list[str]:
    names = {name for role, name, _ in tree if role in CONTROLS | LANDMARKS | PICTURES}
    if language == "lv":
        return [f"English: {name}" for name in names if ENGLISH.search(name)]
    texts = texts_for("lv")
    latvian = {texts[key] for key in texts if key.startswith("streamlit.")}
    return [f"Latvian: {name}" for name in names & latvian]
