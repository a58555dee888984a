"""The folium map whose geometry the browser fetches once, and the paint that restyles it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import folium
from branca.element import Element, Figure
from folium.template import Template

#: Relative to the component's own page, so that any base path works.
FILES_ADDRESS = "../../app/static/geometry"


@dataclass(frozen=True, slots=True)
class BaseMap:
    """A tile address with its attribution; none by default, so that nothing leaves the machine."""

    address: str
    attribution: str


class PlaceMap(folium.Map):
    """An empty map with its legend and table; what it shows is said by a `Paint`.

    Its markup stays the same whatever is chosen, so that the frame is never loaded anew and pan
    and zoom survive. The frame's script makes the map; its settings stand in the script's address,
    for a script of its own would have to be allowed by every host. folium's own header is left
    out: it forbids zooming the page.
    """

    _template = Template(
        """
        {% macro header(this, kwargs) %}{% endmacro %}
        {% macro html(this, kwargs) %}{% endmacro %}
        {% macro script(this, kwargs) %}{% endmacro %}
        """
    )

    def __init__(
        self,
        *,
        bounds: Sequence[Sequence[float]],
        is_embedded: bool,
        script: str,
        style: str,
    ) -> None:
        """Build the map.

        Args:
            bounds: [[south, west], [north, east]] in degrees.
            is_embedded: Map and legend only, without the table.
            script: File of all scripts of the frame; its name changes with its content.
            style: File of all its styles.
        """
        super().__init__(location=[0, 0], tiles=None)
        self.bounds = bounds
        self.settings = {"bounds": [list(corner) for corner in bounds], "embed": is_embedded}
        self.default_js = [("frame_script", f"{FILES_ADDRESS}/{script}#{self.settings_in_address}")]
        self.default_css = [("frame_style", f"{FILES_ADDRESS}/{style}")]
        # The frame says its character set itself; this would be sent on every switch.
        figure = self.get_root()
        if isinstance(figure, Figure):
            figure.header.add_child(Element(""), name="meta_http")

    @property
    def settings_in_address(self) -> str:
        """The settings as the part of an address that no server sees."""
        return quote(json.dumps(self.settings, separators=(",", ":")))

    def get_bounds(self) -> list[list[float | None]]:
        """The bounds that the map opens with (folium would look at its children)."""
        return [list(corner) for corner in self.bounds]


class Paint(folium.FeatureGroup):
    """Everything that a choice changes: classes, values, colours and words.

    Data between two marks that the frame's script looks for; it is never run as a script.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}<paint>{{ this.marked_content }}</paint>{% endmacro %}
        """
    )

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Hold the content; see `painting.paint_content` for its keys."""
        super().__init__(name="paint")
        self.content = dict(content)

    @property
    def marked_content(self) -> str:
        """The content as JSON that cannot hold the marks around it."""
        return _markless_json(self.content)


def _markless_json(content: Mapping[str, Any]) -> str:
    """JSON that stays data between marks, in a template and in streamlit-folium's replacements.

    Latvian letters stay themselves: escaped they would take six bytes each on every switch.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # branca makes a template of what is rendered once more, and would run a statement in a text;
    # streamlit-folium takes {{'name'}} for a reference to an element.
    for character in "{%#":
        text = text.replace(f"{{{character}", f"{{\\u{ord(character):04x}")
    return text
