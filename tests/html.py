"""Parse HTML as a browser does, for tests of a page's contents."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY_TAGS = {"br", "col", "hr", "img", "input", "link", "meta"}


@dataclass
class Element:
    """An element with its own and its descendants' text, white space collapsed."""

    tag: str
    attrs: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


class Page(HTMLParser):
    """All elements of a page, in order."""

    def __init__(self, html: str | bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._texts: list[str] = []
        self.feed(html if isinstance(html, str) else html.decode())
        self.close()
        assert [element.tag for element in self._open] == [], "elements that are never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag == "br":
            self.handle_data("\n")
        if tag not in EMPTY_TAGS:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert tag == (self._open[-1].tag if self._open else None), f"</{tag}> closes another element"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        for element in self._open:
            element.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._texts).split())

    def all(self, tag: str, **attrs: str) -> list[Element]:
        """The elements of a tag with the given attributes (``class_`` is one of the classes)."""
        wanted = attrs.pop("class_", None)
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attrs.get(name) == value for name, value in attrs.items())
            and (wanted is None or wanted in element.attrs.get("class", "").split())
        ]

    def texts(self, tag: str, **attrs: str) -> list[str]:
        return [element.text for element in self.all(tag, **attrs)]

    def values(self) -> dict[str, str]:
        """Values of the page's form fields by name, every box with an explicit value ticked."""
        values: dict[str, str] = {}
        choice = ""  # the select that the options met are of
        for element in self.elements:
            attrs = element.attrs
            if element.tag == "input":
                values[attrs["name"]] = attrs.get("value", "")
            elif element.tag == "select":
                choice = attrs["name"]
            elif element.tag == "option" and ("selected" in attrs or choice not in values):
                values[choice] = attrs.get("value", "")
        for area in self.all("textarea"):
            values[area.attrs["name"]] = "".join(area.parts).removeprefix("\n")
        return values

    def inline_code(self) -> list[str]:
        """Scripts, styles and handlers inside the page: what a strict Content-Security-Policy refuses."""
        tags = [
            e.tag for e in self.elements if e.tag == "style" or (e.tag == "script" and not e.attrs.get("src"))
        ]
        attributes = [
            f"{element.tag} {name}={value}"
            for element in self.elements
            for name, value in element.attrs.items()
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:")
        ]
        return tags + attributes
