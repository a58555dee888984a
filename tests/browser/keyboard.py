"""What the keyboard alone comes to, in the page and in the map's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

FOCUSED = """() => {
    const focus = document.activeElement;
    const box = focus.getBoundingClientRect();
    // The field of a slider is hidden: its knob is what is seen.
    const seen = focus.matches("input[type='range']") ? focus.parentElement.parentElement : focus;
    const style = getComputedStyle(seen);
    return {
        tag: focus.tagName.toLowerCase(),
        name: focus.getAttribute("aria-label") || focus.textContent.trim(),
        place: focus.dataset.place || null,
        shown: (parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none")
            || parseFloat(style.strokeWidth) >= 4 || style.boxShadow !== "none",
        inside: box.bottom > 0 && box.top < window.innerHeight,
    };
}"""


def focused(page: Page) -> dict[str, Any]:
    """What has the focus, in the page or in the map's frame."""
    outer: dict[str, Any] = page.evaluate(FOCUSED)
    if outer["tag"] != "iframe":
        return outer
    inner: dict[str, Any] = frames(page)[1].evaluate(FOCUSED)
    return inner | {"framed": True}


def tab_until(
    page: Page,
    is_reached: Callable[[dict[str, Any]], bool],
    *,
    at_most: int = 120,
    key: str = "Tab",
) -> list[dict[str, Any]]:
    """Press a key until something is reached; everything that had the focus on the way."""
    way: list[dict[str, Any]] = []
    for _ in range(at_most):
        page.keyboard.press(key)
        way.append(focused(page))
        if is_reached(way[-1]):
            return way
    message = f"not reached by {key}: {[stop['name'][:30] for stop in way]}"
    raise AssertionError(message)
